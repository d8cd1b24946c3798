"""The shared look: readable in both themes, and the same bytes for the same figure."""

import re

import pytest

from pavise.views import style


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    """WCAG 2.2, success criterion 1.4.3."""
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TEXT = ["--ink", "--soft", "--blue", "--rust", "--green", "--plum", "--ochre"]
LIGHT = {css: drawn for drawn, css in style.CSS_NAME.items()}


@pytest.mark.parametrize("theme", [LIGHT, style.DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["--paper", "--band"])
def test_text_reaches_double_a_contrast(theme, ground):
    for name in TEXT:
        assert contrast(theme[name], theme[ground]) >= 4.5, name


def test_both_themes_name_the_same_colours():
    assert set(LIGHT) == set(style.DARK)


def test_letters_go_on_after_z():
    assert [style.letter(i) for i in (0, 12, 25, 26, 27)] == ["A", "M", "Z", "AA", "AB"]


def drawn(name: str) -> str:
    with style.drawing():
        figure = style.new_figure(2, 1)
        axis = figure.add_subplot()
        axis.plot([0, 1], [0, 1], "o-", color=style.BLUE)
        axis.set_title("A title & more")
        return style.to_svg(figure, name, 'what "is" seen')


def test_a_figure_is_the_same_bytes_twice():
    assert drawn("a") == drawn("a")


def test_two_figures_on_a_page_share_no_id_and_every_reference_has_its_target():
    page = drawn("a") + drawn("b")
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', page)) <= set(ids)


def test_text_stays_text_in_the_readers_own_font_and_colours_follow_the_theme():
    svg = drawn("a")
    assert "A title &amp; more" in svg
    assert "DejaVu" not in svg
    assert f"var(--blue, {style.BLUE})" in svg
    assert 'role="img"' in svg and 'aria-label="what &quot;is&quot; seen"' in svg
