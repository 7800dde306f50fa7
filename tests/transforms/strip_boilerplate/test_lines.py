"""Lines that are none of the article, in the languages of the press, and lines that only begin like them."""

# ruff: noqa: E501 - a language a line

import tomllib
from importlib import resources

import pytest

from transforms.strip_boilerplate.lines import ends_article, furniture_kind, says_cut

# By language: a line to read on, an ad marker, a prompt to subscribe, to comment, to share, to pay, consent, a time, a player, a notice.
LANGUAGES = {
    "en": "Read also: A bridge in the fog|Advertisement|Follow us on WhatsApp|Leave a comment|Share this article|To continue reading, log in|We use cookies|Last updated 3 May|Listen to this article|All rights reserved",
    "de": "Lesen Sie auch: Die Brücke|Anzeige|Folgen Sie uns auf WhatsApp|Kommentar schreiben|Artikel teilen|Jetzt weiterlesen mit Plus|Wir verwenden Cookies|Zuletzt aktualisiert: 3. Mai|Artikel anhören|Alle Rechte vorbehalten",
    "fr": "Lire aussi : Le pont|Publicité|Abonnez-vous à la lettre|Laisser un commentaire|Partager sur Facebook|Article réservé aux abonnés|Nous utilisons des cookies|Mis à jour le 3 mai|Écouter l'article|Tous droits réservés",
    "es": "Lee también: El puente|Publicidad|Síguenos en WhatsApp|Deja tu comentario|Compartir en Facebook|Para seguir leyendo, inicia sesión|Utilizamos cookies|Actualizado el 3 de mayo|Escuchar artículo|Todos los derechos reservados",
    "pt": "Leia também: A ponte|Publicidade|Receba no WhatsApp|Deixe seu comentário|Compartilhe no Facebook|Exclusivo para assinantes|Utilizamos cookies|Atualizado em 3 de maio|Ouvir artigo|Todos os direitos reservados",
    "it": "Leggi anche: Il ponte|Pubblicità|Iscriviti alla newsletter|Lascia un commento|Condividi su Facebook|Articolo riservato agli abbonati|Utilizziamo i cookie|Aggiornato il 3 maggio|Ascolta l'articolo|Riproduzione riservata",
    "nl": "Lees ook: De brug|Advertentie|Volg ons op WhatsApp|Plaats een reactie|Deel dit artikel|Dit artikel is alleen voor abonnees|Wij gebruiken cookies|Laatst bijgewerkt 3 mei|Luister dit artikel|Alle rechten voorbehouden",
    "pl": "Czytaj także: Most|Reklama|Zapisz się na newsletter|Dodaj komentarz|Udostępnij na Facebooku|Aby czytać dalej, zaloguj się|Używamy plików cookie|Data publikacji: 3 maja|Posłuchaj artykułu|Wszelkie prawa zastrzeżone",
    "ru": "Читайте также: Мост|Реклама|Подписывайтесь на наш канал|Оставить комментарий|Поделиться в|Только для подписчиков|Мы используем файлы cookie|Обновлено 3 мая|Смотреть видео|Все права защищены",
    "uk": "Читайте також: Міст|Реклама|Підписуйтесь на наш канал|Залишити коментар|Поділитися в|Тільки для передплатників|Ми використовуємо файли cookie|Оновлено 3 травня|Дивитися відео|Усі права захищено",
    "tr": "İlgili haberler: Köprü|Reklam|Bizi takip edin|Yorum yap|Paylaş|Devamını okumak için abone olun|Bu site çerez kullanır|Son güncelleme 3 Mayıs|Haberi dinle|Tüm hakları saklıdır",
    "ar": "اقرأ أيضا: الجسر|إعلان|تابعونا على واتساب|أضف تعليقك|شارك المقال|للمشتركين فقط|نستخدم ملفات تعريف الارتباط|آخر تحديث 3 مايو|شاهد الفيديو|جميع الحقوق محفوظة",
    "fa": "بیشتر بخوانید: پل|آگهی|عضویت در خبرنامه|ارسال نظر|اشتراک گذاری خبر|فقط برای مشترکین|این سایت از کوکی استفاده می‌کند|تاریخ انتشار ۳ مه|پخش ویدئو|کلیه حقوق محفوظ است",
    "hi": "यह भी पढ़ें: पुल की कहानी|विज्ञापन|हमें फॉलो करें|टिप्पणी करें|शेयर करें|पूरी खबर पढ़ने के लिए लॉगिन करें|हम कुकीज़ का उपयोग करते हैं|अंतिम अपडेट 3 मई|खबर सुनें|सर्वाधिकार सुरक्षित",
    "bn": "আরও পড়ুন: সেতু|বিজ্ঞাপন|সাবস্ক্রাইব করুন|মন্তব্য করুন|শেয়ার করুন|সম্পূর্ণ খবর পড়তে সাবস্ক্রাইব|কুকি ব্যবহার করি|সর্বশেষ আপডেট ৩ মে|ভিডিও দেখুন|সর্বস্বত্ব সংরক্ষিত",
    "ur": "یہ بھی پڑھیں: پل|اشتہار|ہمیں فالو کریں|تبصرہ کریں|شیئر کریں|مکمل خبر پڑھیں|ہم کوکیز استعمال کرتے ہیں|آخری اپ ڈیٹ 3 مئی|ویڈیو دیکھیں|جملہ حقوق محفوظ ہیں",
    "zh": "相关阅读：大桥|广告|扫码关注|发表评论|分享到微信|登录后阅读全文|本网站使用cookie|发布时间：5月3日|点击播放|版权所有",
    "ja": "関連記事：橋の話|広告|メルマガ登録|コメントを書く|シェアする|この記事は会員限定です|このサイトはCookieを使用しています|公開日：5月3日|動画を見る|無断転載を禁じます",
    "ko": "관련기사: 다리|광고|구독하기|댓글쓰기|공유하기|이 기사는 유료회원 전용입니다|쿠키를 사용합니다|최종수정 5월 3일|기사 듣기|무단전재 및 재배포 금지",
    "vi": "Xem thêm: Cây cầu|Quảng cáo|Đăng ký nhận bản tin|Gửi bình luận|Chia sẻ lên Facebook|Đăng nhập để đọc tiếp|Chúng tôi sử dụng cookie|Cập nhật lúc 10:00|Nghe đọc bài|Bản quyền thuộc về báo",
    "id": "Baca juga: Jembatan|Iklan|Ikuti kami di WhatsApp|Tulis komentar|Bagikan artikel|Untuk melanjutkan membaca, masuk|Situs ini menggunakan cookie|Diperbarui 3 Mei|Tonton video|Hak cipta dilindungi",
    "sv": "Läs också: Bron|Annons|Följ oss på WhatsApp|Lämna en kommentar|Dela artikel|För att läsa hela artikeln|Vi använder cookies|Senast uppdaterad 3 maj|Lyssna på artikeln|Alla rättigheter förbehållna",
    "no": "Les også: Brua|Annonse|Følg oss på WhatsApp|Legg igjen en kommentar|Del artikkel|Kun for abonnenter|Vi bruker informasjonskapsler|Sist oppdatert 3. mai|Hør saken|Alle rettigheter",
    "da": "Læs også: Broen|Annonce|Følg os på WhatsApp|Skriv en kommentar|Del artiklen|Kun for abonnenter|Vi bruger cookies|Sidst opdateret 3. maj|Hør artiklen|Alle rettigheder forbeholdes",
    "fi": "Lue myös: Silta|Mainos|Tilaa uutiskirje|Jätä kommentti|Jaa artikkeli|Vain tilaajille|Käytämme evästeitä|Päivitetty 3.5.|Katso video|Kaikki oikeudet pidätetään",
    "cs": "Čtěte také: Most|Inzerce|Sledujte nás na síti|Přidat komentář|Sdílet na Facebooku|Pouze pro předplatitele|Používáme soubory cookie|Poslední aktualizace 3. května|Přehrát video|Všechna práva vyhrazena",
    "hu": "Olvassa el: A híd|Hirdetés|Iratkozzon fel hírlevelünkre|Szólj hozzá|Oszd meg|A cikk folytatása előfizetőknek|Sütiket használunk|Utolsó frissítés május 3.|Fotógaléria|Minden jog fenntartva",
    "ro": "Citește și: Podul|Publicitate|Abonează-te la newsletter|Lasă un comentariu|Distribuie articolul|Doar pentru abonați|Folosim cookie-uri|Ultima actualizare 3 mai|Vezi galeria|Toate drepturile rezervate",
    "el": "Διαβάστε επίσης: Η γέφυρα|Διαφήμιση|Ακολουθήστε το κανάλι|Αφήστε σχόλιο|Μοιραστείτε το άρθρο|Μόνο για συνδρομητές|Χρησιμοποιούμε cookies|Τελευταία ενημέρωση 3 Μαΐου|Δείτε το βίντεο|Όλα τα δικαιώματα",
    "he": "קראו גם: הגשר|פרסומת|עקבו אחרינו בפייסבוק|הוסף תגובה|שתפו:|למנויים בלבד|אנו משתמשים בעוגיות|עדכון אחרון 3 במאי|צפו בווידאו|כל הזכויות שמורות",
    "th": "อ่านเพิ่มเติม: สะพาน|โฆษณา|ติดตามเราได้ที่|ร่วมแสดงความคิดเห็น|แชร์ข่าว|เฉพาะสมาชิก|เว็บไซต์นี้ใช้คุกกี้|อัปเดตล่าสุด 3 พ.ค.|ชมคลิป|สงวนลิขสิทธิ์",
}
KINDS = ["read_more", "advert", "newsletter", "comments", "share", "paywall", "consent", "timestamp", "player", "copyright"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_kind_of_line_is_known_in_a_language(language):
    lines = LANGUAGES[language].split("|")
    assert {kind: furniture_kind(line) for kind, line in zip(KINDS, lines, strict=True)} == {kind: kind for kind in KINDS}


@pytest.mark.parametrize(
    "line",
    [
        "Published reports say that the ferry had been out of order for two days before it sank.",
        "Share prices rose on Monday after the bank had raised its rates by a quarter point.",
        "Related species live on both sides of the strait, and nobody has counted them since.",
        "Die Anzeige wegen Betrugs ging am Montag bei der Staatsanwaltschaft in Husum ein.",
        "Partager le pont avec les cyclistes, c'est ce que la mairie propose depuis lundi matin.",
        "推荐信写得很好，市长在周一的会议上这样说，并感谢了所有参加者。",
        "広告費は前の年より少なく、市は月曜日の会議で来年の予算を決めると発表した。",
        "수정 예산안이 월요일 시의회를 통과했다고 항만청 관계자가 기자들에게 밝혔다.",
        "प्रकाशित रिपोर्टों के अनुसार नाव दो दिन से खराब थी और सोमवार को फिर से चलने लगी।",
        "نشرت الصحيفة تقريرا عن الجسر الذي أغلق يوم الاثنين بسبب الضباب في المدينة.",
        "“What do you think about the bridge?” she asked the pilot.",
    ],
)
def test_a_sentence_that_begins_like_furniture_is_the_articles_own(line):
    assert furniture_kind(line) is None


@pytest.mark.parametrize(
    ("line", "cut"),
    [
        ("Ten artykuł jest długi, ale dostępny", False),
        ("Tylko dla subskrybentów", True),
        ("Csak előfizetőink olvashatják", True),
        ("للاستمرار في القراءة اشترك", True),
        ("此内容仅限订阅用户", False),
        ("解锁全文", True),
        ("Sign up for our newsletter", False),
    ],
)
def test_a_prompt_that_stands_where_a_text_is_cut(line, cut):
    assert says_cut(line) is cut


def test_a_heading_over_other_articles_ends_this_one():
    assert [ends_article(line) for line in ("Más noticias", "Lue myös", "संबंधित खबरें", "What the pilot saw")] == [True, True, True, False]


def test_the_vocabulary_is_lower_case_and_says_nothing_twice():
    for file in resources.files("transforms.strip_boilerplate").joinpath("data/lines").iterdir():
        for form, languages in tomllib.loads(file.read_text("utf-8")).items():
            for language, phrases in languages.items():
                assert len(set(phrases)) == len(phrases), (file.name, form, language)
                assert all(phrase == phrase.lower() or "İ" in phrase for phrase in phrases), (file.name, form, language)
