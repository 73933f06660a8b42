"""A helper that misbehaves to order, for render_worker.c.

    fake_worker.py STATE BEHAVIOUR[:N] ...

Answers each piece with '<WORD TEXT>'.  A behaviour with N acts when piece N is
asked for; one that ends in '-once' acts in the first process only.  STATE is a
folder: it gets the file 'starts', a line with the pid of each process.
"""
import os
import signal
import subprocess
import sys
import time

STATE = sys.argv[1]
ORDERS = dict((a.split(':') + ['0'])[:2] for a in sys.argv[2:])
OUT = sys.stdout.buffer
IN = sys.stdin.buffer


def log_start():
    path = os.path.join(STATE, 'starts')
    with open(path, 'a+') as f:
        f.write('%d\n' % os.getpid())
        f.seek(0)
        return len(f.readlines())


START = log_start()


def ordered(name, n=0):
    """Is it time for that behaviour?"""
    if ORDERS.get(name + '-once') == str(n):
        return START == 1
    return ORDERS.get(name) == str(n)


def frame(ident, word, text):
    OUT.write(b'%s %s %d\n' % (str(ident).encode(), word.encode(), len(text)) + text)
    OUT.flush()


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def sleep():
    while True:
        time.sleep(60)


def child():
    """A process in a group of its own, as Chromium is."""
    p = subprocess.Popen(['sleep', '1000'], start_new_session=True,
                         stdout=subprocess.DEVNULL)
    with open(os.path.join(STATE, 'children'), 'a') as f:
        f.write('%d\n' % p.pid)
    return p.pid


def greet():
    pids = []
    if ordered('no-greeting'):
        sleep()
    if ordered('exit'):
        print('first line\nsomething is wrong', file=sys.stderr)
        sys.exit(1)
    if ordered('missing'):
        print('cannot load it; install it', file=sys.stderr)
        sys.exit(69)
    if ordered('greets-garbage'):
        OUT.write(b'hello, I am your helper\n' * 9)
        OUT.flush()
        sleep()
    if ordered('child'):
        pids.append(child())
    if 'lies' in ORDERS:        # names a process that is none of its own
        pids += [int(ORDERS['lies']), 1, 0, -1, os.getpid()]
    name = 'other' if ordered('other-name') else 'fake'
    version = START if ordered('new-version') else 1
    frame(0, 'ready', b'{"tiku":1,"name":"%s","version":"v%d","pids":[%s]}' % (
        name.encode(), version, ','.join(map(str, pids)).encode()))
    if ordered('greets-twice'):
        frame(0, 'ready', b'{"tiku":1,"name":"fake","version":"v1"}')
    if ordered('exit-after-greeting'):
        sys.exit(0)
    if ordered('deaf'):
        os.close(0)
        sleep()


def read():
    line = IN.readline()
    if not line:
        return None
    ident, word, n = line.split()
    return int(ident), word, IN.read(int(n))


def misbehave(n, text):
    if ordered('die', n):
        die()
    if ordered('exit0', n):
        sys.exit(0)
    if ordered('hang', n):
        sleep()
    if ordered('garbage', n):
        OUT.write(b'Segmentation fault (core dumped)\n')
    if ordered('cut', n):       # promises more than it gives
        OUT.write(b'%d ok 1000\nhalf' % n)
        OUT.flush()
        sys.exit(0)
    if ordered('cut-header', n):
        OUT.write(b'%d o' % n)
        OUT.flush()
        sys.exit(0)
    if ordered('drip', n):      # a byte of an answer now and then, for ever
        OUT.write(b'%d ok 100000\n' % n)
        while True:
            OUT.write(b'x')
            OUT.flush()
            time.sleep(0.02)
    if ordered('unknown-id', n):
        frame(77777, 'ok', text)
    if ordered('future-id', n):
        frame(n + 1, 'ok', b'a guess')
    if ordered('duplicate', n):
        frame(n, 'ok', text)
    if ordered('oversize', n):
        OUT.write(b'%d ok %d\n' % (n, (16 << 20) + 1))
    if ordered('flood', n):
        OUT.write(b'%d ok %d\n' % (n, 99 << 30))
        while True:
            OUT.write(b'x' * 65536)
    if ordered('long-header', n):
        OUT.write(b'%d ok %s\n' % (n, b'0' * 100))
    if ordered('bad-word', n):
        frame(n, 'fine', text)
        return True
    if ordered('negative', n):
        OUT.write(b'%d ok -5\n' % n)
    if ordered('zeros', n):
        OUT.write(b'00%d ok 1\nx' % n)
    if ordered('no-text', n):
        frame(n, 'ok', b'a\xff\xfeb')
        return True
    if ordered('late', n):      # answers when nobody waits any more
        time.sleep(1)
    if ordered('shouts', n):
        for _ in range(200):
            os.write(2, b'warning: something you need not know\n' * 1000)
    OUT.flush()
    return False


HELD = []


def release(*_):
    while HELD:
        frame(*HELD.pop())


def answer_reversed(*answered):
    """The second of two first; one that has waited long enough goes alone."""
    if HELD:
        frame(*answered)
        release()
    else:
        HELD.append(answered)
        signal.setitimer(signal.ITIMER_REAL, 0.1)


def main():
    signal.signal(signal.SIGALRM, release)
    greet()
    while (asked := read()) is not None:
        n, word, text = asked
        answer = b'<%s %s>' % (word, text)
        if misbehave(n, answer):
            continue
        status = 'error' if word == b'refuse' else 'warn' if word == b'doubt' else 'ok'
        if ordered('reverse'):
            answer_reversed(n, status, answer)
        else:
            frame(n, status, answer)
    if ordered('stays'):
        sleep()


main()
