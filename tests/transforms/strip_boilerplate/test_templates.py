"""Pages in the shapes of the web's common templates: each read whole, in every field that it prints."""

# ruff: noqa: E501 - pages stand here as they are sent

import datetime

import pytest

from schemas import Image
from transforms import read_article

LONG = [
    "The harbour office counted 41 boats on Monday morning, and all of them had their nets out before the fog lifted.",
    "“We have not seen so many since the storm of 1987,” said Cy Day, the pilot, who has the pier's only chair.",
    "The count decides how the quota for cod is shared out among the crews, and nobody on the quay expects it to grow.",
]
KOREAN = [
    "항만청은 월요일 아침 배 41척을 집계했고 안개가 걷히기 전에 모두 그물을 내린 상태였다.",
    "집계는 대구 할당량을 선원들에게 어떻게 나눌지를 결정하며 부두에서 할당량이 늘 것으로 보는 사람은 없다.",
    "정오가 되자 안개가 걷혔고 배의 절반은 북쪽 곶 앞바다로 떠났다고 관계자들은 전했다.",
]
VIETNAMESE = [
    "Văn phòng cảng đã đếm được 41 chiếc thuyền vào sáng thứ hai, và tất cả đều đã thả lưới trước khi sương tan.",
    "Việc đếm thuyền quyết định cách chia hạn ngạch cá tuyết cho các đội, và không ai trên bến kỳ vọng hạn ngạch sẽ tăng.",
]
CHINESE = [
    "港口办公室周一上午清点了四十一艘船，在雾散去之前所有船只都已经下网，引航员戴赛这样说。",
    "这次清点决定鳕鱼配额在各船员之间如何分配，码头上没有人预计配额会增加，官员这样表示。",
]
ARABIC = [
    "أحصى مكتب المرفأ صباح الاثنين 41 قاربا، وكانت شباكها كلها في البحر قبل أن ينقشع الضباب عن الرصيف.",
    "ويحدد الإحصاء كيفية توزيع حصة الصيد على الطواقم، ولا يتوقع أحد على الرصيف أن تزيد هذا العام.",
]


def paragraphs(texts):
    return "".join(f"<p>{text}</p>" for text in texts)


TEMPLATES = {
    "WordPress": (
        f"""<title>Boats counted in the harbour - Quay Herald</title><meta property="og:site_name" content="Quay Herald"><body class="single-post"><header class="site-header"><p class="site-title"><a href="/">Quay Herald</a></p></header>
<article class="post category-news"><header class="entry-header"><h1 class="entry-title">Boats counted in the harbour</h1><div class="entry-meta"><span class="posted-on">Posted on <time class="entry-date published" datetime="2026-05-03T08:15:00+00:00">May 3</time><time class="updated" datetime="2026-05-03T10:00:00+00:00">May 3</time></span><span class="byline"> by <span class="author vcard"><a class="url fn n" href="/author/ann/">Ann Lee</a></span></span></div></header>
<div class="post-thumbnail"><figure class="wp-block-image"><img src="/u/s.jpg" srcset="/u/s.jpg 300w, /u/l.jpg 1024w"><figcaption>Boats at the pier. (Photo: Cy Day)</figcaption></figure></div>
<div class="entry-content">{paragraphs(LONG[:2])}<div class="wp-block-group"><p><strong>ALSO READ: <a href="/b">A bridge in the fog</a></strong></p></div>{paragraphs(LONG[2:])}<div class="sharedaddy"><h3>Share this:</h3><ul><li><a>Twitter</a></li></ul></div></div>
<div class="author-bio"><h4>About Ann Lee</h4><p>Ann Lee has covered the harbour for the Quay Herald since 2011. She lives on a boat.</p></div></article>
<div id="comments" class="comments-area"><ol class="comment-list"><li><article class="comment-body"><p>I counted 43 of them from my window, and I do not drink in the morning, as some do.</p></article></li></ol></div>""",
        {
            "headline": "Boats counted in the harbour",
            "authors": ["Ann Lee"],
            "published_at": "2026-05-03T08:15:00+00:00",
            "modified_at": "2026-05-03T10:00:00+00:00",
            "body": "\n\n".join(LONG),
            "images": [Image("https://www.quay.example/u/l.jpg", "Boats at the pier.", "Cy Day")],
        },
    ),
    "Blogger": (
        f"""<title>Quay Notes: Boats counted in the harbour</title><div class='header'><h1 class='title'><a href='/'>Quay Notes</a></h1><p class='description'>Notes from the pier</p></div><h2 class='date-header'><span>Sunday, May 3, 2026</span></h2><div class='post hentry'>
<h3 class='post-title entry-title'>Boats counted in the harbour</h3><div class='post-body entry-content'>{"<br /><br />".join(LONG)}</div><div class='post-footer'><a>Email This</a><a>BlogThis!</a></div></div><div class='comments' id='comments'><h4>No comments:</h4></div>""",
        {"headline": "Boats counted in the harbour", "published_at": "2026-05-03T00:00:00Z", "body": "\n\n".join(LONG)},
    ),
    "a deck under the headline, a link to the author": (
        f"""<title>Boats counted | El Muelle</title><article class="a _g-o"><header class="a_e"><h1 class="a_t">Boats counted in the harbour</h1><h2 class="a_st">Nobody on the quay expects the quota to grow</h2></header>
<div class="a_md"><div class="a_md_a"><a href="/autor/luis-perez" class="a_md_a_n">Luis Pérez</a></div><div><time datetime="2026-05-03T07:00:00+02:00">3 May</time></div></div><div class="a_c">{paragraphs(LONG)}</div><section class="a_bio"><h3>About</h3><p>He has been with us since 2011.</p></section></article>""",
        {
            "subheadline": "Nobody on the quay expects the quota to grow",
            "authors": ["Luis Pérez"],
            "published_at": "2026-05-03T07:00:00+02:00",
            "body": "\n\n".join(LONG),
        },
    ),
    "Korean": (
        f"""<title>항구 어선 집계 - 항구일보</title><meta property="og:site_name" content="항구일보"><div class="view_top"><h3 class="tit_view">항구 어선 집계</h3><div class="info_view"><span>이영희 기자</span><span>입력 2026.05.03 01:20</span></div></div><div id="articleBodyContents" class="article_view">
<div class="photo_box"><img src="/p.jpg"><em class="img_desc">부두의 어선들. [사진=연합뉴스]</em></div>{KOREAN[0]}<br><br>▶ <a href='/b'>안개로 다리 하루 통제</a><br><br>{KOREAN[1]}<br><br>{KOREAN[2]}<br><br>이영희 기자 lee@hanggu.example<br><br>&lt;저작권자 ⓒ 항구일보, 무단전재 및 재배포 금지&gt;</div>""",
        {
            "headline": "항구 어선 집계",
            "authors": ["이영희"],
            "body": "\n\n".join(KOREAN),
            "images": [Image("https://www.quay.example/p.jpg", "부두의 어선들.", "연합뉴스")],
        },
    ),
    "Vietnamese": (
        f"""<title>Đếm thuyền ở cảng - Bến Cảng</title><h1 class="title-detail">Đếm thuyền ở cảng để chia hạn ngạch</h1><p class="description">Không ai trên bến kỳ vọng hạn ngạch cá tuyết sẽ tăng thêm.</p><article class="fck_detail"><p class="Normal">{VIETNAMESE[0]}</p>
<table class="tplCaption"><tr><td><img src="/p.jpg"></td></tr><tr><td><p class="Image">Thuyền ở cầu tàu. Ảnh: <em>Reuters</em></p></td></tr></table><p class="Normal">{VIETNAMESE[1]}</p><p class="Normal" style="text-align:right;"><strong>Nguyễn Lan</strong> (Theo <em>Reuters</em>)</p></article>""",
        {
            "subheadline": "Không ai trên bến kỳ vọng hạn ngạch cá tuyết sẽ tăng thêm.",
            "authors": ["Nguyễn Lan"],
            "body": "\n\n".join(VIETNAMESE),
            "images": [Image("https://www.quay.example/p.jpg", "Thuyền ở cầu tàu.", "Reuters")],
        },
    ),
    "Chinese": (
        f"""<title>港口清点船只_港湾新闻网</title><meta name="author" content="李四"><h1>港口清点船只 配额即将分配</h1><div class="info"><span>2026-05-03 10:15:22</span> <span>来源：港湾新闻网</span> <span>作者：张三</span><span>编辑：李四</span></div><div class="content"><p>　　{CHINESE[0]}</p><p>　　{CHINESE[1]}</p><p>（责任编辑：李四）</p><p>扫一扫，关注港湾新闻网微信公众号</p></div>""",
        {
            "headline": "港口清点船只 配额即将分配",
            "authors": ["张三"],
            "published_at": "2026-05-03T10:15:22Z",
            "body": "\n\n".join(CHINESE),
        },
    ),
    "Arabic": (
        f"""<title>إحصاء القوارب | صحيفة المرسى</title><meta property="og:site_name" content="صحيفة المرسى"><div class="article-container"><h1>إحصاء القوارب في المرفأ</h1><div class="article-info"><span class="writer">كتب: أحمد علي</span><span class="date">الأحد 03 مايو 2026 - 12:00</span></div>
<div id="articleBody"><p>{ARABIC[0]}</p><div class="read-also"><span>اقرأ أيضاً</span><a href="/b">إغلاق الجسر بسبب الضباب</a></div><p>{ARABIC[1]}</p></div><div class="share-box">شارك الخبر</div></div>""",
        {
            "headline": "إحصاء القوارب في المرفأ",
            "authors": ["أحمد علي"],
            "published_at": "2026-05-03T12:00:00Z",
            "body": "\n\n".join(ARABIC),
        },
    ),
    "Brazilian": (
        f"""<title>Barcos | Porto News</title><meta property="og:site_name" content="Porto News"><h1>Barcos são contados no porto</h1><div class="content__signa-share"><p class="content-publication-data__from">Por <span>Rui Antunes</span>, Porto News — Santos</p><time itemprop="datePublished" datetime="2026-05-03T10:00:00.000Z">03/05/2026 07h00</time></div>
<article itemprop="articleBody"><p>{LONG[0]}</p><ul><li>📲 <a href="/w">Siga o canal do Porto News no WhatsApp</a></li></ul><p>{LONG[1]}</p><h2>LEIA TAMBÉM:</h2><ul><li><a href="/1">Neblina fecha ponte por um dia</a></li></ul></article>""",
        {"authors": ["Rui Antunes"], "published_at": "2026-05-03T10:00:00Z", "body": "\n\n".join(LONG[:2])},
    ),
    "a live blog": (
        f"""<title>Storm live | Quay Times</title><main><h1>Storm live: ferries stopped as wind rises</h1><div class="live-blog"><article class="post"><header><time datetime="2026-05-03T09:00:00Z">3h ago 09:00</time><h2>Ferries stopped</h2></header>{paragraphs(LONG[:2])}</article><article class="post"><header><time datetime="2026-05-03T08:00:00Z">4h ago 08:00</time><h2>Bridge closed</h2></header>{paragraphs(LONG[2:])}</article></div></main>
<script type="application/ld+json">{{"@type": "LiveBlogPosting", "headline": "Storm live: ferries stopped as wind rises", "datePublished": "2026-05-03T06:00:00Z"}}</script>""",
        {"published_at": "2026-05-03T06:00:00Z", "body": "\n\n".join(["Ferries stopped", *LONG[:2], "Bridge closed", LONG[2]])},
    ),
    "a paywall": (
        f"""<title>Boote gezählt - HafenPlus</title><article><h1>Boote gezählt: Was die Quote bedeutet</h1><div class="author">Von <a href="/a">Eva Groß</a>, Husum</div><div class="text">{paragraphs(LONG[:2])}</div><div class="paywall"><h2>Weiterlesen mit HafenPlus</h2><p>4 Wochen für 1 Euro testen, danach 9,99 Euro im Monat.</p></div></article>""",
        {"authors": ["Eva Groß"], "truncated": True, "body": "\n\n".join(LONG[:2])},
    ),
}


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_page_of_a_common_template_is_read_whole(template):
    page, expected = TEMPLATES[template]
    article = read_article(
        page.encode(), url="https://www.quay.example/2026/05/03/boats", fetched_at=datetime.datetime(2026, 5, 4, tzinfo=datetime.UTC)
    )
    assert {field: getattr(article, field) for field in expected} == expected
