"""A text that is not UTF-8 is read as what one encoding makes of it, or refused."""

import pytest

from nnviz.core.data import DataError, read_series

WRITTEN = {
    "cp949": ("날짜,최고기온", "일시,평균기온(°C)", "값,달", "체중,키", "월,매출액(원)"),
    "cp932": ("年月日,最高気温(℃)", "日付,値", "データ,平均", "日,温度"),
    "gb18030": ("日期,最高气温", "日期,湿度(%)", "损失,准确率", "日,价格"),
    "cp950": ("日期,最高氣溫", "損失,準確率", "日,溫度"),
    "cp1251": ("Дата,Температура", "дата,температура", "Дни,потери"),
    "koi8_r": ("Дата,Температура", "дата,температура"),
    "cp1252": ("Datum,höchste °C", "année,température", "año,valor", "d,µg/m³"),
    "cp1250": ("datum,nejvyšší teplota", "rok,wartość", "nap,hőmérséklet"),
    "cp1253": ("ημερομηνία,θερμοκρασία",),
    "cp1254": ("tarih,sıcaklık",),
    "cp1255": ("תאריך,טמפרטורה",),
    "cp1256": ("تاريخ,حرارة",),
    "cp874": ("วันที่,อุณหภูมิ",),
    "mac_roman": ("année,température",),
}


@pytest.fixture
def written(tmp_path, monkeypatch):
    def write(codec, words, locale="C.UTF-8"):
        monkeypatch.setenv("LC_ALL", locale)
        path = tmp_path / "file.csv"
        path.write_bytes(f"{words}\n2012-01-01,5\n2012-01-02,7\n".encode(codec))
        return path

    return write


@pytest.mark.parametrize(
    ("codec", "words"), [(codec, words) for codec, some in WRITTEN.items() for words in some]
)
def test_no_text_is_read_otherwise_than_it_was_written(written, codec, words):
    path, told = written(codec, words), ""
    try:
        told = read_series(path).name
    except DataError as error:
        told = str(error).partition(
            "is not UTF-8; choose its encoding (--encoding), by how it would begin: "
        )[2]
    assert words.split(",")[1] in told or codec == "mac_roman"


@pytest.mark.parametrize(
    ("codec", "words"),
    [("cp932", "年月日,最高気温(℃)"), ("cp1251", "Дата,Температура"), ("cp1252", "d,höchste °C"),
     ("gb18030", "日期,最高气温"), ("cp950", "日期,最高氣溫")],
)  # fmt: skip
def test_the_only_encoding_that_makes_words_is_taken_and_said(written, codec, words):
    series = read_series(written(codec, words))
    assert series.name == words.split(",")[1]
    assert f", read as {codec} (" in series.source


@pytest.mark.parametrize(
    ("codec", "words", "locale"),
    [("cp949", "날짜,최고기온", "ko_KR.UTF-8"), ("gb18030", "城市,温度", "zh_CN.UTF-8"),
     ("cp950", "日,溫度", "zh_TW.UTF-8"), ("cp1252", "fecha,año", "es_ES.UTF-8")],
)  # fmt: skip
def test_the_readers_own_encoding_goes_first(written, codec, words, locale):
    assert read_series(written(codec, words, locale)).name == words.split(",")[1]


def test_the_choices_are_shown_as_they_would_read(written):
    with pytest.raises(DataError) as refused:
        read_series(written("cp949", "날짜,최고기온"))
    assert "cp949 (Korean) '날짜,최고기온'" in str(refused.value)
    assert "gb18030 (Chinese) '朝楼,弥绊扁柯'" in str(refused.value)


def test_an_encoding_that_is_given_is_obeyed(written):
    assert read_series(written("cp949", "날짜,최고기온"), encoding="cp949").name == "최고기온"


@pytest.mark.parametrize(
    ("encoding", "problem"),
    [("cp94", "there is no encoding 'cp94'; there are utf-8, "), ("base64", "there is no encoding"),
     ("ascii", "line 1: is not in the encoding ascii")],
)  # fmt: skip
def test_an_encoding_that_does_not_serve_is_refused(written, encoding, problem):
    with pytest.raises(DataError, match=problem):
        read_series(written("cp949", "날짜,최고기온"), encoding=encoding)
