"""Feeds made by hand for tests."""

from __future__ import annotations

from html import escape

LONG = (
    "<p>Shelling hit the harbour district of Velmora overnight, officials said on Monday, and at least {n} people were killed.</p>"
    + "<p>Rescue teams worked until dawn to reach families below a collapsed block of flats, the city council said in a statement.</p>"
    * 1
    + "<p>The mayor, Oleksa Tarnovych, said that a school and two clinics had been damaged and that power was out in six streets.</p>"
    + "<p>Residents spent the night in the metro, where volunteers handed out blankets, and the first trains ran again at eight.</p>"
    + "<p>The regional command said its air defence had brought down nine drones; what it said could not be checked at once.</p>"
    + "<p>Funerals for the victims will be held on Thursday, according to the council, which has opened a fund for the families.</p>"
)
TEASER = "Shelling hit the harbour district of Velmora overnight and people were killed …"


def rss_item(n: int, link: str | None, *, html: str | None = None, teaser: str = TEASER, more: str = "") -> str:
    content = f"<content:encoded><![CDATA[{html}]]></content:encoded>" if html else ""
    at = f"<link>{escape(link)}</link>" if link else ""
    return (
        f"<item><title>Night in Velmora {n}</title>{at}<guid isPermaLink='false'>n{n}</guid>"
        f"<pubDate>Tue, 05 Mar 2024 22:{n % 60:02d}:00 +0200</pubDate><dc:creator>Ada Keller</dc:creator>"
        f"<description>{escape(teaser)}</description>{content}{more}</item>"
    )


def rss(*items: str, title: str = "Velmora Herald") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>{title}</title><link>https://news.example/</link>'
        f"<language>en-gb</language>{''.join(items)}</channel></rss>"
    )


def rdf(*items: tuple[str, str]) -> str:
    told = "".join(
        f'<item rdf:about="{escape(link)}"><title>In short</title><link>{escape(link)}</link>'
        f"<description>{escape(html)}</description><dc:date>2024-03-05T22:01:00+02:00</dc:date></item>"
        for link, html in items
    )
    return (
        '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Velmora Post</title></channel>{told}</rdf:RDF>'
    )


def atom(*entries: tuple[str, str], kind: str = "html") -> str:
    told = "".join(
        f"<entry><title>In full</title><id>tag:{n}</id><link rel='self' href='/self'/><link href='{escape(link)}'/>"
        f"<published>2024-03-05T22:01:00+02:00</published><updated>2024-03-06T01:00:00Z</updated>"
        f"<author><name>Ada Keller</name></author>"
        f"<content type='{kind}'>{escape(html) if kind == 'html' else html}</content></entry>"
        for n, (link, html) in enumerate(entries)
    )
    return (
        "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://atom.example/news/'>"
        f"<title>Velmora Wire</title>{told}</feed>"
    )
