/*
 * Raw HTML of articles.  The judge of attacks is gumbo's tree of the whole
 * output, not our own reading of tags: it must hold only what is allowed.
 */
#include "format/html.h"

#include <ctype.h>
#include <time.h>

#include <gumbo.h>

#include "test.h"

static struct arena *a;
static struct html_refusals refused;

static struct str
clean(struct str s)
{
	struct strbuf b = { 0 };
	struct str r;

	refused = (struct html_refusals){ 0 };
	html_clean(s, &b, a, &refused);
	r = arena_copy(a, strbuf_str(&b));
	strbuf_free(&b);
	return r;
}

/* in becomes want, and what is the only refusal ("" for none). */
static void
expect_clean(const char *in, const char *want, const char *what)
{
	expect_str(clean(str_of(in)), want);
	if (*what) {
		if (refused.n != 1)
			print_error("%zu refusals of %s\n", refused.n, in);
		expect_int(refused.n, 1);
		expect_str(refused.v[0].what, what);
	} else {
		expect_int(refused.n, 0);
	}
}

static void
expect_same(const char *in)
{
	expect_clean(in, in, "");
}

/* -- what passes ---------------------------------------------------------- */

TEST(text_and_entities_pass)
{
	expect_same("a &amp; b &lt; &#x4e2d; 中文 > \"q\" 'q'");
	expect_same("");
	expect_clean("1 < 2 <3 a<", "1 &lt; 2 &lt;3 a&lt;", "");
}

TEST(allowed_elements_pass)
{
	expect_same("<p>x<sup>2</sup> H<sub>2</sub>O <kbd>Ctrl</kbd><br></p>");
	expect_same("<details open><summary>答案</summary>x</details>");
	expect_same("<table><caption>c</caption><colgroup><col span=\"2\">"
	    "</colgroup><thead><tr><th scope=\"col\">h</th></tr></thead><tbody>"
	    "<tr><td colspan=\"2\" rowspan=\"3\">x</td></tr></tbody></table>");
	expect_same("<ruby>汉<rp>(</rp><rt>hàn</rt><rp>)</rp></ruby>");
	expect_same("<ol start=\"3\" reversed type=\"a\"><li value=\"9\">x</li></ol>");
	expect_same("<ins datetime=\"2026-03-01\" cite=\"/x\">x</ins>");
	expect_same("<bdo dir=\"rtl\" lang=\"ar-EG\" title=\"&lt;x&gt;\">x</bdo>");
	expect_same("<figure id=\"图-1\" class=\"wide 宽\"><figcaption>x"
	    "</figcaption></figure>");
}

TEST(tags_are_written_anew)
{
	expect_clean("<BR/><Br /><bR >", "<br><br><br>", "");
	expect_clean("<SPAN  CLASS=x\n ID='y'>z</SPAN >",
	    "<span id=\"y\" class=\"x\">z</span>", "");
	expect_clean("<a href=http://x/?a=1&b=2>l</a>",
	    "<a href=\"http://x/?a=1&amp;b=2\">l</a>", "");
	expect_clean("<b title='\"><script>'>x</b>",
	    "<b title=\"&#34;&gt;&lt;script&gt;\">x</b>", "");
	expect_clean("<p class=\" a\tb \">", "<p class=\"a b\">", "");
}

TEST(pieces_of_inline_html_are_cleaned_alone)
{
	expect_same("<sup>");
	expect_same("</sup>");
	expect_clean("</br>", "", "");
}

TEST(links_and_images_keep_good_addresses)
{
	expect_same("<a href=\"https://example.org/\">x</a>");
	expect_same("<a href=\"mailto:a@example.org\">x</a>");
	expect_same("<a href=\"tel:+123\">x</a>");
	expect_same("<a href=\"../x/index.zh.md#q3\">x</a>");
	expect_same("<a href=\"#锚\">x</a>");
	expect_same("<a href=\"\">x</a>");
	expect_same("<img src=\"图/一.png\" alt=\"x\" width=\"30\" height=\"4\">");
	expect_clean("<img src=\"a b.png\">",
	    "<img src=\"a%20b.png\" alt=\"\">", "");
	expect_clean("<img src=\"img\\a.png\" alt=\"\" width=300px>",
	    "<img src=\"img/a.png\" alt=\"\" width=\"300\">", "");
	expect_same("<img src=\"data:image/png;base64,iVBORw0KGgo=\" alt=\"\">");
}

TEST(old_presentation_is_put_in_todays_words)
{
	expect_clean("<center>x</center>", "<div class=\"center\">x</div>", "");
	expect_clean("<font color=red size=+1>x</font>", "<span>x</span>", "");
	expect_clean("<p align=center>", "<p class=\"center\">", "");
	expect_clean("<td align=\"RIGHT\" class=x>", "<td class=\"x num\">", "");
	expect_clean("<td align=left valign=top>", "<td>", "");
	expect_clean("<th align=center>", "<th class=\"mid\">", "");
	expect_clean("<strike>x</strike>", "<s>x</s>", "");
	expect_clean("<tt>x</tt>", "<code>x</code>", "");
}

TEST(anchors_of_old_get_an_id)
{
	expect_clean("<a name=\"x\"></a>", "<a id=\"x\"></a>", "");
	expect_clean("<a name=\"x\"/>", "<a id=\"x\"></a>", "");
	expect_clean("<a name=x id=y>", "<a id=\"y\">", "");
	expect_clean("<a id=y name=x>", "<a id=\"y\">", "");
	expect_clean("<p name=x>", "<p>", "attribute 'name'");
}

TEST(comments_vanish)
{
	expect_clean("a<!-- <b>x</b> -->b<!-->c<!--->d<!-- x --!>e", "abcde", "");
	expect_clean("<!-- a > b -- c -->x", "x", "");
}

/* -- what does not -------------------------------------------------------- */

TEST(scripts_go_with_their_content)
{
	expect_clean("a<script>alert('<b>')</script>b", "ab", "element 'script'");
	expect_clean("a<STYLE>p{}</style >b", "ab", "element 'STYLE'");
	expect_clean("<svg><svg><p>x</svg></svg>y", "y", "element 'svg'");
	expect_clean("<form action=/>x<input></form>y", "y", "element 'form'");
	expect_clean("<iframe src=x></iframe>y", "y", "element 'iframe'");
	expect_clean("<script>", "", "element 'script'");
	expect_clean("</script>", "", "");
	expect_clean("<script>x</scripty>y", "x&lt;/scripty&gt;y",
	    "element 'script'");
	expect_clean("<math/>x</math>", "x", "element 'math'");
}

TEST(unknown_elements_are_shown)
{
	expect_clean("std::vector<int> v;", "std::vector&lt;int&gt; v;",
	    "element 'int'");
	expect_clean("List<T extends X>", "List&lt;T extends X&gt;",
	    "element 'T'");
	expect_clean("<sop></sop>", "&lt;sop&gt;&lt;/sop&gt;", "element 'sop'");
	expect_clean("<video src=x>y</video>",
	    "&lt;video src=x&gt;y&lt;/video&gt;", "element 'video'");
	expect_clean("<https://example.org/?a=1>",
	    "&lt;https://example.org/?a=1&gt;", "element 'https:'");
}

TEST(wrappers_go_and_leave_their_content)
{
	expect_clean("<picture><img src=x alt=\"\"></picture>",
	    "<img src=\"x\" alt=\"\">", "element 'picture'");
	expect_clean("<main>x</main>", "x", "element 'main'");
}

TEST(attributes_that_are_not_listed_are_named)
{
	expect_clean("<b onclick=x>", "<b>", "attribute 'onclick'");
	expect_clean("<b style=\"color:red\">", "<b>", "attribute 'style'");
	expect_clean("<a target=_blank href=x>", "<a href=\"x\">",
	    "attribute 'target'");
	expect_clean("<p href=x>", "<p>", "attribute 'href'");
	expect_clean("<p class=\"a{b\">", "<p>", "attribute 'class'");
	expect_clean("<p id=\"a b\">", "<p>", "attribute 'id'");
	expect_clean("<td colspan=0>", "<td>", "attribute 'colspan'");
	expect_clean("<td colspan=99999999999999999999>", "<td>",
	    "attribute 'colspan'");
	expect_clean("<p lang=\"zh cn\">", "<p>", "attribute 'lang'");
	expect_clean("<p dir=up>", "<p>", "attribute 'dir'");
	expect_clean("<ol type=disc>", "<ol>", "attribute 'type'");
	expect_clean("<img src=x alt=\"\" width=50%>",
	    "<img src=\"x\" alt=\"\">", "attribute 'width'");
}

TEST(a_refusal_names_its_place)
{
	static const char in[] = "ab <b  title=x onclick = y>c<script>d</script>";

	clean(str_of(in));
	expect_int(refused.n, 2);
	expect_str(refused.v[0].what, "attribute 'onclick'");
	expect_int(refused.v[0].offset, strstr(in, "onclick") - in);
	expect_int(refused.v[0].length, 7);
	expect_int(refused.v[1].offset, strstr(in, "<script") - in);
	expect_int(refused.v[1].length, 8);
}

TEST(an_address_that_is_refused_is_named_and_cut_short)
{
	expect_clean("<a href=\"javascript:x\">y</a>", "<a>y</a>",
	    "URL 'javascript:x'");
	expect_clean("<img src=\"javascript:x\" alt=\"a&lt;b\">", "a&lt;b",
	    "URL 'javascript:x'");
	clean(S("<a href=\"data:text/html,题题题题题题题题题题题题题题题题题题题题"
	    "题题题题题题题题题题题题题题题题题题题题题题题题\">"));
	expect_int(refused.n, 1);
	expect(refused.v[0].what.n < 80);
	expect(str_ends(refused.v[0].what, S("题…'")));
}

TEST(what_never_ends_is_text)
{
	expect_clean("<a href=\"x", "&lt;a href=\"x", "");
	expect_clean("<img src=x onerror=alert(1)",
	    "&lt;img src=x onerror=alert(1)", "");
	expect_clean("x <!-- y <b>z</b>", "x &lt;!-- y <b>z</b>",
	    "comment without an end");
	expect_clean("<?php echo 1 ?>", "&lt;?php echo 1 ?>", "declaration");
	expect_clean("<!DOCTYPE html>", "&lt;!DOCTYPE html>", "declaration");
	expect_clean("</3>", "&lt;/3>", "");
}

/* -- attacks -------------------------------------------------------------- */

static const char *const attacks[] = {
	"<script>alert(1)</script>",
	"<SCRIPT SRC=http://xss.example/x.js></SCRIPT>",
	"<script >alert(1)</script >",
	"<script\t>alert(1)</script\n>",
	"<script/xss src=x></script>",
	"<<script>alert(1);//<</script>",
	"<scr<script>ipt>alert(1)</scr</script>ipt>",
	"<script>alert(1)",
	"<script x>alert(1)</script",
	"<script><!--<script></script>--><img src=x onerror=alert(1)></script>",
	"<img src=x onerror=alert(1)>",
	"<img src=x onerror=\"alert(1)\"/>",
	"<img/src=x/onerror=alert(1)>",
	"<img src='x'onerror=alert(1)>",
	"<img src=`x`onerror=alert(1)>",
	"<img src=\"x` `<script>alert(1)</script>\"` `>",
	"<img \"\"\"><script>alert(1)</script>\">",
	"<img src=x:alert(alt) onerror=eval(src) alt=0>",
	"<img src=javascript:alert(1)>",
	"<img src=JaVaScRiPt:alert(1)>",
	"<img src=data:image/svg+xml;base64,PHN2Zy8+>",
	"<img src=\"data:text/html,<script>alert(1)</script>\">",
	"<img src=x alt=\"\" title=\"x\"onerror=\"alert(1)\">",
	"<img onerror=alert(1) src>",
	"<img src=x\nonerror\n=\nalert(1)\n>",
	"<img =\"x\" onerror=alert(1) src=y>",
	"<img a='>' onerror=alert(1) src=y>",
	"<img a=\">\" b='<script>alert(1)</script>' src=y>",
	"<img src=x a=b\">' onerror=alert(1)>",
	"<svg onload=alert(1)>",
	"<svg/onload=alert(1)//",
	"<svg><script>alert(1)</script></svg>",
	"<svg><style><img src=x onerror=alert(1)></style></svg>",
	"<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
	"<svg><foreignObject><iframe src=javascript:alert(1)>",
	"<svg><animate onbegin=alert(1) attributeName=x></svg>",
	"<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
	"<math href=javascript:alert(1)>x</math>",
	"<math><annotation-xml encoding=text/html><script>alert(1)</script>",
	"<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
	"<title><a title=\"</title><img src=x onerror=alert(1)>\">",
	"<textarea><img title=\"</textarea><img src=x onerror=alert(1)>\">",
	"<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\">",
	"<noembed><img title=\"</noembed><img src=x onerror=alert(1)>\">",
	"<plaintext><img src=x onerror=alert(1)>",
	"<listing>&lt;img src=x onerror=alert(1)&gt;</listing>",
	"<style>@import'javascript:alert(1)'</style>",
	"<style><!--</style><script>alert(1)</script>-->",
	"<link rel=stylesheet href=javascript:alert(1)>",
	"<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
	"<base href=javascript:alert(1)//>",
	"<iframe srcdoc=\"<script>alert(1)</script>\">",
	"<iframe src=javascript:alert(1)></iframe>",
	"<object data=javascript:alert(1)></object>",
	"<embed src=javascript:alert(1)>",
	"<form><button formaction=javascript:alert(1)>x</button></form>",
	"<form id=x></form><button form=x formaction=javascript:alert(1)>",
	"<input autofocus onfocus=alert(1)>",
	"<select onfocus=alert(1) autofocus>",
	"<textarea onfocus=alert(1) autofocus>",
	"<keygen onfocus=alert(1) autofocus>",
	"<video onerror=alert(1)><source></video>",
	"<audio src=x onerror=alert(1)>",
	"<video poster=javascript:alert(1)//></video>",
	"<details open ontoggle=alert(1)>x</details>",
	"<body onload=alert(1)>",
	"<body background=javascript:alert(1)>",
	"<html manifest=x onmouseover=alert(1)>",
	"<marquee onstart=alert(1)>x</marquee>",
	"<isindex type=image src=1 onerror=alert(1)>",
	"<frameset onload=alert(1)><frame src=javascript:alert(1)>",
	"<table background=javascript:alert(1)><td background=javascript:x>",
	"<div style=\"background:url(javascript:alert(1))\">x</div>",
	"<div style=width:expression(alert(1))>x</div>",
	"<p style='behavior:url(x.htc)'>x</p>",
	"<a href=javascript:alert(1)>x</a>",
	"<a href=\"java\tscript:alert(1)\">x</a>",
	"<a href=\"java\nscript:alert(1)\">x</a>",
	"<a href=\"java\rscript:alert(1)\">x</a>",
	"<a href=\"java&Tab;script:alert(1)\">x</a>",
	"<a href=\"java&NewLine;script&colon;alert(1)\">x</a>",
	"<a href=\"&#106;avascript:alert(1)\">x</a>",
	"<a href=\"&#0000106avascript:alert(1)\">x</a>",
	"<a href=\"&#x6A;avascript&#58;alert(1)\">x</a>",
	"<a href=\"&#x6Aavascript:alert(1)\">x</a>",
	"<a href=\" \x01 javascript:alert(1)\">x</a>",
	"<a href=\"\x0cjavascript:alert(1)\">x</a>",
	"<a href=\"&#14;  javascript:alert(1)\">x</a>",
	"<a href=vbscript:msgbox(1)>x</a>",
	"<a href=data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==>x</a>",
	"<a href='feed:javascript:alert(1)'>x</a>",
	"<a href='view-source:javascript:alert(1)'>x</a>",
	"<a href='blob:https://x/1'>x</a>",
	"<a href='file:///etc/passwd'>x</a>",
	"<a href=x href=javascript:alert(1)>x</a>",
	"<a href=javascript:alert(1) href=x>x</a>",
	"<a href='x' onclick='alert(1)'>x</a>",
	"<a\x0cHREF=javascript:alert(1)>x</a>",
	"<a/href='javascript:alert(1)'>x</a>",
	"<a href='javascript:alert(1)",
	"<a href=\"x\"style=\"x\"onmouseover=alert(1)>x</a>",
	"<a name=\"x\" id='y\"onclick=alert(1) z'>x</a>",
	"<p class='x\" onclick=\"alert(1)'>x</p>",
	"<p title='\"><img src=x onerror=alert(1)>'>x</p>",
	"<p title=\"&quot;&gt;&lt;img src=x onerror=alert(1)&gt;\">x</p>",
	"<p lang='en\" onclick=alert(1) \"'>x</p>",
	"<q cite=javascript:alert(1)>x</q>",
	"<blockquote cite=\"data:text/html,x\">x</blockquote>",
	"<ins datetime='2020\" onclick=alert(1)'>x</ins>",
	"<!--><img src=x onerror=alert(1)>-->",
	"<!---><img src=x onerror=alert(1)>-->",
	"<!-- --!><img src=x onerror=alert(1)>-->",
	"<!-- <img src=x onerror=alert(1)>",
	"<![CDATA[<img src=x onerror=alert(1)>]]>",
	"<?xml version=\"1.0\"?><img src=x onerror=alert(1)>",
	"<!DOCTYPE x [<!ENTITY y '<img src=x onerror=alert(1)>'>]>",
	"</p onclick=alert(1)><img src=x onerror=alert(1)>",
	"</ p><img src=x onerror=alert(1)>",
	"<//img src=x onerror=alert(1)>",
	"<x onclick=alert(1)>x</x>",
	"<x:script xmlns:x=http://www.w3.org/1999/xhtml>alert(1)</x:script>",
	"<custom-element onclick=alert(1)>x</custom-element>",
	"<template><img src=x onerror=alert(1)></template>",
	"<portal src=javascript:alert(1)>",
	"<bgsound src=javascript:alert(1)>",
	"<layer src=javascript:alert(1)></layer>",
	"<img src=x onerror=alert(1) <b>y</b>",
	"<b <script>alert(1)</script>>x</b>",
	"<b/<img/src=x/onerror=alert(1)>",
	"<img src=\"x\" src=\"javascript:alert(1)\">",
	"<img srcset=\"javascript:alert(1) 1x\" src=x>",
	"<img src=x usemap=#m><map name=m><area href=javascript:alert(1)></map>",
	"<a href=\"//evil.example/\" ping=\"//evil.example/\">x</a>",
	"<a href=\"https:javascript:alert(1)\" download>x</a>",
	"\xEF\xBC\x9Cscript\xEF\xBC\x9E" "alert(1)",
	"+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
	"<scr\xC4\xB1pt>alert(1)</scr\xC4\xB1pt>",
	"<\xC5\xBF" "cript>alert(1)</script>",
};

static bool
is_listed(const char *name, const char *list)
{
	const char *at = list;
	size_t n = strlen(name);

	while (n > 0 && (at = strstr(at, name))) {
		if ((at == list || at[-1] == ' ') &&
		    (at[n] == ' ' || at[n] == '\0'))
			return true;
		at++;
	}
	return false;
}

static bool
is_harmless_url(const char *url)
{
	char scheme[64] = "";
	size_t n = 0;

	if (*url & 0x80)	/* a scheme begins with an ASCII letter */
		return true;
	for (; *url && *url != '/' && *url != '?' && *url != '#'; url++) {
		if (*url == ':')
			return is_listed(scheme, "http https mailto tel") ||
			    (strcmp(scheme, "data") == 0 &&
			    (strncmp(url, ":image/png;", 11) == 0 ||
			    strncmp(url, ":image/gif;", 11) == 0));
		if (isalnum((unsigned char)*url) && n < sizeof scheme - 1)
			scheme[n++] = (char)tolower((unsigned char)*url);
		scheme[n] = '\0';
	}
	return true;
}

static bool
is_harmless_attribute(const GumboAttribute *x)
{
	if (!is_listed(x->name, "alt cite class colspan datetime dir height "
	    "href id lang open reversed rowspan scope span src start title "
	    "type value width"))
		return false;
	if (is_listed(x->name, "href src cite"))
		return is_harmless_url(x->value);
	return true;
}

static bool
is_harmless(const GumboNode *n)
{
	static const char elements[] = "html head body "
	    "p ul ol li dl dt dd code pre sup sub span b strong i em u s del "
	    "ins mark small kbd samp var abbr cite q blockquote br hr wbr table "
	    "caption colgroup col thead tbody tfoot tr td th div section "
	    "article aside details summary a img figure figcaption ruby rt rp "
	    "h1 h2 h3 h4 h5 h6 time dfn bdi bdo";
	const GumboElement *e = &n->v.element;
	unsigned i;

	if (n->type == GUMBO_NODE_TEXT || n->type == GUMBO_NODE_WHITESPACE)
		return true;
	if (n->type != GUMBO_NODE_ELEMENT ||
	    e->tag_namespace != GUMBO_NAMESPACE_HTML ||
	    !is_listed(gumbo_normalized_tagname(e->tag), elements))
		return false;
	for (i = 0; i < e->attributes.length; i++)
		if (!is_harmless_attribute(e->attributes.data[i]))
			return false;
	for (i = 0; i < e->children.length; i++)
		if (!is_harmless(e->children.data[i]))
			return false;
	return true;
}

/* Is the page harmless that holds before, the cleaned text and after? */
static bool
page_is_harmless(const char *before, struct str s, const char *after)
{
	struct strbuf b = { 0 };
	GumboOutput *o;
	bool ok;

	strbuf_add(&b, str_of(before));
	strbuf_add(&b, s);
	strbuf_add(&b, str_of(after));
	o = gumbo_parse_with_options(&kGumboDefaultOptions, b.p, b.n);
	ok = is_harmless(o->root);
	gumbo_destroy_output(&kGumboDefaultOptions, o);
	strbuf_free(&b);
	return ok;
}

static bool
is_harmless_everywhere(struct str s)
{
	return page_is_harmless("", s, "") &&
	    page_is_harmless("<p>", s, "</p><p title=\"x\">'y' --> \"z\">") &&
	    page_is_harmless("<table><tr><td>", s, "</td></tr></table>");
}

/* The judge would see it: each attack that gumbo reads as one is harmful raw. */
TEST(the_judge_is_awake)
{
	size_t i, harmful = 0;

	for (i = 0; i < sizeof attacks / sizeof *attacks; i++)
		harmful += !is_harmless_everywhere(str_of(attacks[i]));
	expect(harmful > 110);
	expect(!is_harmless_everywhere(S("<a href=\"java&#9;script:x\">")));
	expect(is_harmless_everywhere(S("<p><a href=\"x\">y</a></p>")));
}

TEST(no_attack_survives)
{
	size_t i, n = sizeof attacks / sizeof *attacks;
	struct str once, twice;

	expect(n >= 60);
	for (i = 0; i < n; i++) {
		once = clean(str_of(attacks[i]));
		if (!is_harmless_everywhere(once))
			print_error("%s\n-> %.*s\n", attacks[i], STR_ARG(once));
		expect(is_harmless_everywhere(once));
		twice = clean(once);
		expect(str_eq(once, twice));
	}
}

/* Any two neighbours on a page: what one leaves open the other must not use. */
TEST(no_pair_of_attacks_survives_side_by_side)
{
	size_t i, j, n = sizeof attacks / sizeof *attacks;
	struct str x, y;

	for (i = 0; i < n; i++)
		for (j = i % 7; j < n; j += 7) {
			x = clean(str_of(attacks[i]));
			y = clean(str_of(attacks[j]));
			expect(is_harmless_everywhere(
			    arena_printf(a, "%.*s%.*s", STR_ARG(x),
			    STR_ARG(y))));
		}
}

/* Bytes that matter, in any order. */
TEST(no_random_tag_soup_survives)
{
	static const char *const bits[] = { "<", ">", "\"", "'", "=", "/", " ",
		"!", "--", "-", "`", "&", ";", "x", "a", "img", "script",
		"style", "svg", "src", "href", "onerror", "title", "<a ", "<img ",
		"<!--", "-->", "</", "javascript:", "\n", "<p ", "<title>", "\t" };
	struct strbuf b = { 0 };
	uint32_t seed = 1;
	size_t i, k;
	struct str s;

	for (i = 0; i < 20000; i++) {
		strbuf_reset(&b);
		for (k = 0; k < 12; k++) {
			seed = seed * 1664525 + 1013904223;
			strbuf_add(&b, str_of(bits[(seed >> 16) %
			    (sizeof bits / sizeof *bits)]));
		}
		s = clean(strbuf_str(&b));
		if (!is_harmless_everywhere(s))
			print_error("%s\n-> %.*s\n", b.p, STR_ARG(s));
		expect(is_harmless_everywhere(s));
		expect(str_eq(clean(s), s));
		if (i % 64 == 0)
			arena_reset(a);
	}
	strbuf_free(&b);
}

/* -- addresses ------------------------------------------------------------ */

TEST(addresses_of_the_web_and_of_the_site_are_allowed)
{
	static const char *const good[] = { "", "#", "#a:b", "x", "x/y:z",
		"?a:b", "/x", "//x/y", "./javascript:x", "http://x", "HTTPS://X",
		"mailto:a@b", "tel:1", "第1章:绪论.md", "a&b.html", "?x=1&y=2",
		"x?u=javascript:y", "1:2", " http://x ", "a&amp;b", "文档：一.md" };
	size_t i;

	for (i = 0; i < sizeof good / sizeof *good; i++) {
		if (!html_url_allowed(str_of(good[i]), false))
			print_error("refused: %s\n", good[i]);
		expect(html_url_allowed(str_of(good[i]), false));
	}
}

TEST(addresses_that_do_things_are_refused)
{
	static const char *const bad[] = { "javascript:x", "JAVASCRIPT:x",
		"java\tscript:x", "java\nscript:x", "j\ra\nv\tascript:x",
		" javascript:x", "\x01javascript:x", "java\x01script:x",
		"java script:x", "&#106;avascript:x", "&#x6a;avascript:x",
		"&#0000000106;avascript:x",
		"&#106;avascript:alert(\"x\")", "\"&#106;avascript\"&colon;x",
		"javascript&colon;x", "javascript&#58;x", "javascript&#x3A;x",
		"java&Tab;script:x", "java&NewLine;script:x", "java&#9;script:x",
		"java&#10;script:x", "&#1;javascript:x", "&#32;javascript:x",
		"javascript&amp;colon;x", "&amp;#106;avascript:x",
		"&amp;amp;#106;avascript:x", "vbscript:x", "livescript:x",
		"data:text/html,x", "data:,x", "data:image/png;base64,x",
		"file:///x", "blob:x", "ftp://x", "ws://x", "about:blank",
		"view-source:x", "x-y+z.1:a", "filesystem:x", "intent:x",
		"jar:x", "java\x7fscript:x", "javascript\t:\tx", "http\x02://x" };
	size_t i;

	for (i = 0; i < sizeof bad / sizeof *bad; i++) {
		if (html_url_allowed(str_of(bad[i]), false))
			print_error("allowed: %s\n", bad[i]);
		expect(!html_url_allowed(str_of(bad[i]), false));
		expect(strncmp(bad[i], "data:image/png", 14) == 0 ||
		    !html_url_allowed(str_of(bad[i]), true));
	}
}

TEST(images_may_be_data_but_only_of_pixels)
{
	expect(html_url_allowed(S("data:image/png;base64,iVBORw0KGgo="), true));
	expect(html_url_allowed(S("DATA:image/JPEG;base64,/9j/"), true));
	expect(html_url_allowed(S("data:image/gif;base64,R0lG\nODlh"), true));
	expect(html_url_allowed(S("data:image/webp;base64,UklG"), true));
	expect(!html_url_allowed(S("data:image/svg+xml;base64,PHN2"), true));
	expect(!html_url_allowed(S("data:image/png,<svg>"), true));
	expect(!html_url_allowed(S("data:image/png;base64,<svg"), true));
	expect(!html_url_allowed(S("data:image/png;x=y;base64,aa"), true));
	expect(!html_url_allowed(S("data:text/html;base64,aaaa"), true));
	expect(!html_url_allowed(S("mailto:x"), true));
	expect(html_url_allowed(S("https://x/y.png"), true));
}

/* -- balance -------------------------------------------------------------- */

static struct str
balance(const char *html)
{
	struct strbuf b = { 0 };
	struct str s;

	strbuf_add(&b, S("<div>before</b>"));	/* must not be touched */
	strbuf_add(&b, str_of(html));
	html_balance(&b, 15);
	expect(str_starts(strbuf_str(&b), S("<div>before</b>")));
	expect_int(b.p[b.n], '\0');
	s = arena_copy(a, str_from(strbuf_str(&b), 15));
	strbuf_free(&b);
	return s;
}

TEST(what_is_well_formed_stays_to_the_byte)
{
	static const char *const good[] = { "", "text < & >", "<p>x</p>\n",
		"<p>a<br>b<img src=\"x\" alt=\"</p>\"><wbr>c</p><hr>",
		"<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>",
		"<dl><dt>a</dt><dd>b<dl><dt>c</dt></dl></dd><dt>d</dt></dl>",
		"<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr>"
		"<td><p>x</p><table><tr><td>y</td></tr></table></td></tr></tbody>"
		"</table>",
		"<DIV><P>x</P></DIV>", "<b><p>x</p></b>",
		"<a href=\"x\"><div>y</div></a>",
		"<details><summary><h3>x</h3></summary><p>y</p></details>",
		"<ruby>汉<rp>(</rp><rt>h</rt><rp>)</rp></ruby>",
		"<p><span class=\"katex\"><math><semantics><mrow><mi>x</mi><mo>=</mo>"
		"<mspace width=\"1em\"/></mrow><annotation encoding=\"x\">x"
		"</annotation></semantics></math></span></p>",
		"<p><svg viewBox=\"0 0 1 1\"><style>#a>b{}<p></style><g><path d=\"M0\"/>"
		"<a/><foreignObject><div><p>x</p></div></foreignObject></g></svg>"
		"</p>",
		"<script>if (a</b/) '<p>'</script><p>x</p>",
		"<!-- <p> --><section><h2 id=\"x\">y</h2><pre><code>&lt;p></code>"
		"</pre></section>",
		"<li><input type=\"checkbox\" disabled=\"\" /> x</li>",
		"<button type=\"button\">x</button><nav><ol><li>x</li></ol></nav>" };
	size_t i;

	for (i = 0; i < sizeof good / sizeof *good; i++)
		expect_str(balance(good[i]), good[i]);
}

TEST(what_is_open_is_closed)
{
	expect_str(balance("<div><b>x"), "<div><b>x</b></div>");
	expect_str(balance("<p>a <b>x <i>y</p><p>z</p>"),
	    "<p>a <b>x <i>y</i></b></p><p>z</p>");
	expect_str(balance("<blockquote><div>x</blockquote>y"),
	    "<blockquote><div>x</div></blockquote>y");
	expect_str(balance("<table><tr><td>x"),
	    "<table><tr><td>x</td></tr></table>");
	expect_str(balance("<Details>x"), "<Details>x</Details>");
}

TEST(end_tags_nobody_opened_are_dropped)
{
	expect_str(balance("x</b>y"), "xy");
	expect_str(balance("</div></p></x>"), "");
	expect_str(balance("a</br>b"), "ab");
	expect_str(balance("<p>x</span></p>"), "<p>x</p>");
}

TEST(tags_that_cross_are_nested)
{
	expect_str(balance("<b><i>x</b>y</i>"), "<b><i>x</i></b>y");
	expect_str(balance("<div><section>x</div></section>"),
	    "<div><section>x</section></div>");
}

TEST(an_end_tag_of_a_line_does_not_close_blocks)
{
	expect_str(balance("<span><section><p>x</span></p></section></span>"),
	    "<span><section><p>x</p></section></span>");
}

TEST(a_block_ends_the_paragraph_around_it)
{
	expect_str(balance("<p>a<div>b</div>c</p>"),
	    "<p>a</p><div>b</div>c");
	expect_str(balance("<p><details>x</details></p>"),
	    "<details>x</details>");
	expect_str(balance("<p id=\"x\"><div>x</div>"),
	    "<p id=\"x\"></p><div>x</div>");
	expect_str(balance("<p>a<p>b"), "<p>a</p><p>b</p>");
	expect_str(balance("<p>a<hr>b"), "<p>a</p><hr>b");
	expect_str(balance("<p><b>x<ul><li>y</ul></b>"),
	    "<p><b>x</b></p><ul><li>y</li></ul>");
	expect_str(balance("<p>a<table><tr><td>b</p>c</table>"),
	    "<p>a</p><table><tr><td>bc</td></tr></table>");
}

TEST(end_tags_that_html_lets_out_are_put_in)
{
	expect_str(balance("<ul><li>a<li>b<ul><li>c</ul><li>d</ul>"),
	    "<ul><li>a</li><li>b<ul><li>c</li></ul></li><li>d</li></ul>");
	expect_str(balance("<dl><dt>a<dd>b<dt>c</dl>"),
	    "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>");
	expect_str(balance("<table><caption>x<thead><tr><th>a<th>b<tbody><tr>"
	    "<td>c<td>d<tr><td>e</table>"),
	    "<table><caption>x</caption><thead><tr><th>a</th><th>b</th></tr>"
	    "</thead><tbody><tr><td>c</td><td>d</td></tr><tr><td>e</td></tr>"
	    "</tbody></table>");
	expect_str(balance("<ruby>a<rt>b<rp>c</ruby>"),
	    "<ruby>a<rt>b</rt><rp>c</rp></ruby>");
	expect_str(balance("<h2>a<h3>b</h3>"), "<h2>a</h2><h3>b</h3>");
	expect_str(balance("<a href=x>a<a href=y>b</a>"),
	    "<a href=x>a</a><a href=y>b</a>");
}

TEST(a_table_shields_what_is_around_it)
{
	expect_str(balance("<div><table><tr><td>x</div>y</td></tr></table></div>"),
	    "<div><table><tr><td>xy</td></tr></table></div>");
	expect_str(balance("<ul><li><table><tr><td><li>x</td></tr></table></li>"
	    "</ul>"), "<ul><li><table><tr><td><li>x</li></td></tr></table>"
	    "</li></ul>");
	expect_str(balance("<td>x</td><tr>y"), "xy");
	expect_str(balance("<table><tr><td><table></td></table></table>"),
	    "<table><tr><td><table></table></td></tr></table>");
}

/* Depth of open elements at the end, by a reading of tags that knows nothing. */
static bool
is_nested(struct str s)
{
	struct str open[64], name;
	size_t depth = 0, i, end;

	for (i = 0; i < s.n; i++) {
		bool closing;

		if (s.p[i] != '<')
			continue;
		closing = s.p[++i] == '/';
		i += closing;
		for (end = i; s.p[end] != '>'; end++)
			;
		name = str_sub(s, i, end);
		i = end;
		if (str_eq(name, S("br")))
			continue;
		if (!closing)
			open[depth++] = name;
		else if (depth == 0 || !str_eq(open[--depth], name))
			return false;
	}
	return depth == 0;
}

TEST(any_soup_of_tags_comes_out_nested_and_stays_so)
{
	static const char *const bits[] = { "<p>", "</p>", "<b>", "</b>", "<div>",
		"</div>", "<ul>", "</ul>", "<li>", "</li>", "<table>", "</table>",
		"<tr>", "</tr>", "<td>", "</td>", "<a>", "</a>", "<h2>", "</h2>",
		"<br>", "x", "<svg>", "</svg>", "<zz>", "</zz>", "<tbody>",
		"<dl>", "<dt>", "<dd>", "</dd>", "<ruby>", "<rt>", "</span>" };
	struct strbuf b = { 0 };
	uint32_t seed = 5;
	size_t i, k;
	struct str s;

	for (i = 0; i < 50000; i++) {
		strbuf_reset(&b);
		for (k = 0; k < 16; k++) {
			seed = seed * 1664525 + 1013904223;
			strbuf_add(&b, str_of(bits[(seed >> 16) %
			    (sizeof bits / sizeof *bits)]));
		}
		s = balance(b.p);
		if (!is_nested(s))
			print_error("%s\n-> %.*s\n", b.p, STR_ARG(s));
		expect(is_nested(s));
		expect(str_eq(balance(s.p), s));
		if (i % 64 == 0)
			arena_reset(a);
	}
	strbuf_free(&b);
}

/* -- time ----------------------------------------------------------------- */

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* What is quadratic takes hours for these, what is linear well under a second. */
TEST(nothing_takes_more_than_linear_time)
{
	static const char *const bits[] = { "<a b='", "<a b=\"c' ", "<a ", "<!--",
		"<!", "<", "<script>", "<svg>", "<svg><svg></svg>", "</b>", "<b>",
		"<p><b>", "<div></b>", "<ul><li>", "<td>", "<table><tr><td>",
		"<object>", "<style", "<!-- -", "<a x=y ", "<x>", "<x></y>",
		"<p>", "<a>", "<textarea>", "<title></titl" };
	struct strbuf b = { 0 }, out = { 0 };
	double start = seconds();
	size_t i;

	for (i = 0; i < sizeof bits / sizeof *bits; i++) {
		strbuf_reset(&b);
		while (b.n < 300000)
			strbuf_add(&b, str_of(bits[i]));
		refused = (struct html_refusals){ 0 };
		strbuf_reset(&out);
		html_clean(strbuf_str(&b), &out, a, &refused);
		html_balance(&out, 0);
		html_balance(&b, 0);
		if (seconds() - start > 30)
			print_error("at %s\n", bits[i]);
		expect(seconds() - start < 30);
		arena_reset(a);
	}
	strbuf_free(&b);
	strbuf_free(&out);
}

int
main(void)
{
	int failed;

	a = arena_new();
	failed = RUN(text_and_entities_pass,
	    allowed_elements_pass,
	    tags_are_written_anew,
	    pieces_of_inline_html_are_cleaned_alone,
	    links_and_images_keep_good_addresses,
	    old_presentation_is_put_in_todays_words,
	    anchors_of_old_get_an_id,
	    comments_vanish,
	    scripts_go_with_their_content,
	    unknown_elements_are_shown,
	    wrappers_go_and_leave_their_content,
	    attributes_that_are_not_listed_are_named,
	    a_refusal_names_its_place,
	    an_address_that_is_refused_is_named_and_cut_short,
	    what_never_ends_is_text,
	    the_judge_is_awake,
	    no_attack_survives,
	    no_pair_of_attacks_survives_side_by_side,
	    no_random_tag_soup_survives,
	    addresses_of_the_web_and_of_the_site_are_allowed,
	    addresses_that_do_things_are_refused,
	    images_may_be_data_but_only_of_pixels,
	    what_is_well_formed_stays_to_the_byte,
	    what_is_open_is_closed,
	    end_tags_nobody_opened_are_dropped,
	    tags_that_cross_are_nested,
	    an_end_tag_of_a_line_does_not_close_blocks,
	    a_block_ends_the_paragraph_around_it,
	    end_tags_that_html_lets_out_are_put_in,
	    a_table_shields_what_is_around_it,
	    any_soup_of_tags_comes_out_nested_and_stays_so,
	    nothing_takes_more_than_linear_time);
	arena_free(a);
	return failed;
}
