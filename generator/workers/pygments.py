"""The code helper: source text in, Pygments' HTML out.

Lexers are looked up by name in Pygments' own table, never guessed and never
taken from plugins: the same block must look the same on every machine.  Some
lexers need exponential time on hostile input (CVE-2022-40896 and its family),
so each block has an alarm.  README.md beside this file holds the contract.
"""
import difflib
import json
import os
import re
import signal
import sys

REVISION = 1            # raise when the same Pygments gives other bytes here
EXIT_UNAVAILABLE = 69   # EX_UNAVAILABLE: the tool is missing
EXIT_BAD_FRAME = 70     # EX_SOFTWARE: the other side is not ours
HEADER_MAX = 128
PAYLOAD_MAX = 64 << 20
SECONDS = 5
HEADER = re.compile(
    rb'([1-9][0-9]{0,18}) ([\x21-\x7e]{1,64}) (0|[1-9][0-9]{0,8})\n')

# Without -I the folder of this file is searched first, and this file is found.
_here = os.path.dirname(os.path.realpath(__file__))
sys.path = [p for p in sys.path if os.path.realpath(p or '.') != _here]

try:
    import pygments
    from pygments.formatters.html import HtmlFormatter
    from pygments.lexers import find_lexer_class, get_all_lexers
except ImportError as e:
    print('cannot load Pygments into %s: %s; install python3-pygments'
          % (sys.executable, e), file=sys.stderr)
    sys.exit(EXIT_UNAVAILABLE)

# What authors write after ``` where Pygments has another name, or has no such
# lexer in every version: then the nearest relative.  A name Pygments does know
# never gets here.
OTHER_NAMES = {other: name for name, others in {
    'bash': 'shellscript shell-script bash-script',
    'batch': 'cmd',
    'c': 'h c89 c99 c11 c17 c23',
    'console': 'terminal sh-session cli commandline',
    'cpp': 'cxx cc hpp hh hxx',
    'css': 'wxss',
    'diff': 'patch',
    'docker': 'containerfile',
    'gas': 'armasm riscv',
    'groovy': 'gradle',
    'html': 'vue svelte astro htm wxml ejs hbs',
    'ini': 'conf config env dotenv',
    'javascript': 'jsx mjs cjs es6 node nodejs react mongodb',
    'json': 'jsonc json5 jsonl ndjson',
    'kotlin': 'kt kts',
    'make': 'mk',
    'nasm': 'assembly x86asm',
    'ocaml': 'ml',
    'postgresql': 'pgsql',
    'powershell': 'ps',
    'protobuf': 'proto2 proto3',
    'python': 'jupyter pytorch',
    'sql': 'sqlite plsql oracle hive hiveql spark sparksql clickhouse',
    'terraform': 'hcl',
    'text': 'plaintext plain txt none no-highlight nohighlight pseudocode '
            'pseudo ascii tree log csv url ascii-art',
    'tsql': 'sqlserver mssql',
    'typescript': 'tsx mts cts deno',
    'vb.net': 'vb visual-basic',
    'vim': 'vimscript viml',
    'wast': 'wasm',
    'xml': 'svg',
    'yaml': 'yml',
}.items() for other in others.split()}


class TooLong(BaseException):
    """Not an Exception: a lexer that catches those must not swallow the alarm."""


class BadFrame(Exception):
    pass


def lexer_table():
    """Every alias of a shipped lexer, in lower case, to the lexer's full name."""
    table = {}
    for name, aliases, _files, _types in get_all_lexers(plugins=False):
        for alias in aliases:
            table.setdefault(alias.lower(), name)
    return table


NAMES = lexer_table()


def plain_name(fence):
    """A fence's language as an alias: ' {.python .input} ' is 'python'."""
    name = fence.strip()
    if name.startswith('{'):
        dotted = re.match(r'\{\s*[.=]?([^\s}]+)', name)
        name = dotted.group(1) if dotted else ''
    name = re.split(r'[\s,{:]', name, maxsplit=1)[0].lstrip('.').lower()
    if name.startswith('language-') or name.startswith('lang-'):
        name = name.split('-', 1)[1]
    # python3.11 and c++17 name a version nobody has a lexer for
    plain = re.sub(r'(?<=[a-z+])[0-9][0-9.]*$', '', name)
    for known in (name, OTHER_NAMES.get(name), plain):
        if known in NAMES:
            return known
    return name


def lexer_for(name):
    """A fresh lexer: some keep state from one text to the next."""
    full = NAMES.get(name)
    if full is None:
        return None
    return find_lexer_class(full)(stripnl=False, ensurenl=True)


def no_lexer(fence, name):
    known = list(NAMES) + list(OTHER_NAMES)
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    shown = name or fence.strip()
    return {'message': "no lexer named '%s'" % shown[:80],
            'suggestion': near[0] if near else None}


class Alarm:
    """TooLong after SECONDS, inside the block and nowhere else."""
    armed = False

    def __enter__(self):
        Alarm.armed = True
        # It repeats: one that falls into a destructor is printed and lost.
        signal.setitimer(signal.ITIMER_REAL, SECONDS, 0.5)

    def __exit__(self, *_):
        Alarm.armed = False
        signal.setitimer(signal.ITIMER_REAL, 0)

    @staticmethod
    def ring(_signal, _frame):
        if Alarm.armed:
            raise TooLong()


def highlighted(lexer, code):
    with Alarm():
        return pygments.highlight(code, lexer, HtmlFormatter(nowrap=True))


def answer(word, payload):
    """('ok', html) or ('error', JSON)."""
    if word != b'code':
        return 'error', json.dumps(
            {'message': "a block is asked for with 'code', not '%s'"
             % word.decode('ascii'), 'suggestion': None})
    fence, _, code = payload.decode('utf-8', 'replace').partition('\n')
    name = plain_name(fence)
    try:
        lexer = lexer_for(name)
        if lexer is None:
            return 'error', json.dumps(no_lexer(fence, name), ensure_ascii=False)
        return 'ok', highlighted(lexer, code)
    except TooLong:
        return 'error', json.dumps(
            {'message': "takes too long (over %d s in lexer '%s')"
             % (SECONDS, name), 'suggestion': None, 'transient': True},
            ensure_ascii=False)
    except Exception as e:
        why = "lexer '%s' failed: %s" % (name, e)
    return 'error', json.dumps({'message': why, 'suggestion': None},
                               ensure_ascii=False)


def read_frame(stream):
    """(id, word, payload), or None at the end of input."""
    line = stream.readline(HEADER_MAX + 1)
    if not line:
        return None
    head = HEADER.fullmatch(line)
    if head is None:
        raise BadFrame('not a frame header: %r' % line)
    ident, word, size = head.group(1), head.group(2), int(head.group(3))
    if size > PAYLOAD_MAX:
        raise BadFrame('a frame of %d bytes, more than %d' % (size, PAYLOAD_MAX))
    payload = stream.read(size)
    if len(payload) < size:
        raise BadFrame('the last frame is cut short')
    return ident, word, payload


def send(out, ident, word, text):
    # Python strings may hold lone surrogates; UTF-8 may not.
    body = text.encode('utf-8', 'replace')
    out.write(b'%s %s %d\n' % (ident, word.encode(), len(body)) + body)
    out.flush()


def greeting():
    python = '%d.%d.%d' % sys.version_info[:3]
    return json.dumps({
        'tiku': 1, 'name': 'pygments',
        # \w in a lexer follows the interpreter's Unicode tables
        'version': '%s python/%s+%d' % (pygments.__version__, python, REVISION),
        'pygments': pygments.__version__, 'python': python, 'pids': [],
        'files': [os.path.realpath(sys.executable), pygments.__file__,
                  os.path.realpath(__file__)]})


def main():
    # Standard output belongs to the frames; whatever else prints goes to stderr.
    out = os.fdopen(os.dup(1), 'wb')
    os.dup2(2, 1)
    signal.signal(signal.SIGALRM, Alarm.ring)
    signal.signal(signal.SIGTERM, lambda *_: os._exit(128 + signal.SIGTERM))
    signal.signal(signal.SIGINT, lambda *_: os._exit(128 + signal.SIGINT))
    try:
        send(out, b'0', 'ready', greeting())
        while (frame := read_frame(sys.stdin.buffer)) is not None:
            ident, word, payload = frame
            send(out, ident, *answer(word, payload))
    except BadFrame as e:
        print('pygments helper: %s' % e, file=sys.stderr)
        return EXIT_BAD_FRAME
    except BrokenPipeError:     # nobody listens any more
        os._exit(0)
    return 0


if __name__ == '__main__':
    sys.exit(main())
