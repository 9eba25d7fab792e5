import json
import math
from pathlib import Path

import numpy as np
import pytest

from nnviz.errors import ContractError, NnvizError, UsageError
from nnviz.result import Result


def test_numbers_and_words_are_apart_from_arrays() -> None:
    result = Result({"path": [1.0, 2.0], "steps": 3, "rate": np.float64(0.5), "name": "adam"})
    assert set(result.arrays) == {"path"}
    assert result.numbers == {"steps": 3, "rate": 0.5, "name": "adam"}
    assert type(result["rate"]) is float
    assert list(result) == ["path", "steps", "rate", "name"]
    assert len(result) == 4


def test_a_list_becomes_an_array_and_a_single_element_a_number() -> None:
    result = Result({"path": [1, 2, 3], "last": np.array(7)})
    np.testing.assert_array_equal(result["path"], np.array([1, 2, 3]))
    assert result["last"] == 7
    assert type(result["last"]) is int


def test_no_array_can_be_written_to() -> None:
    given = np.zeros(3)
    result = Result({"given": given, "view": given[:2], "made": [0.0]})
    for array in result.arrays.values():
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1.0


def test_what_compute_keeps_cannot_change_the_result() -> None:
    base = np.zeros((2, 2))
    result = Result({"whole": base, "row": base[0]})
    base[:] = 9.0
    assert result["whole"].sum() == 0
    assert result["row"].sum() == 0
    assert base.flags.writeable


def test_a_result_takes_no_assignment() -> None:
    result = Result({"one": 1})
    with pytest.raises(TypeError):
        result["one"] = 2  # type: ignore[index]


@pytest.mark.parametrize("value", [object(), {"a": 1}, None, [object()], np.zeros(1, dtype="f,i")])
def test_what_is_no_array_number_or_word_breaks_the_contract(value: object) -> None:
    with pytest.raises(ContractError, match="compute returned 'odd' as"):
        Result({"odd": value})


def test_a_ragged_list_breaks_the_contract() -> None:
    with pytest.raises(ContractError, match="compute returned 'odd' as list"):
        Result({"odd": [[1.0], [1.0, 2.0]]})


@pytest.mark.parametrize("name", [3, "", "two words", "file"])
def test_a_name_must_be_a_word_that_a_sentence_and_a_file_can_keep(name: object) -> None:
    with pytest.raises(ContractError, match=f"compute returned a value named {name!r}"):
        Result({name: 1.0})  # type: ignore[dict-item]


def test_compute_must_return_a_mapping() -> None:
    with pytest.raises(ContractError, match=r"must return a mapping .* got list"):
        Result([1.0])  # type: ignore[arg-type]


def test_npz_keeps_every_value(tmp_path: Path) -> None:
    result = Result({"path": np.arange(6.0).reshape(2, 3), "steps": 3, "name": "adam"})
    result.save(tmp_path / "data.npz")
    with np.load(tmp_path / "data.npz", allow_pickle=False) as saved:
        np.testing.assert_array_equal(saved["path"], np.arange(6.0).reshape(2, 3))
        assert saved["steps"] == 3
        assert saved["name"] == "adam"
        assert set(saved) == set(result)


def test_json_keeps_every_value_and_writes_null_for_what_is_not_finite(tmp_path: Path) -> None:
    result = Result({"path": [0.1, math.nan], "most": math.inf, "name": "β", "well": True})
    result.save(str(tmp_path / "data.json"))
    saved = json.loads((tmp_path / "data.json").read_text(encoding="utf-8"))
    assert saved == {"path": [0.1, None], "most": None, "name": "β", "well": True}


def test_dates_are_written_as_words(tmp_path: Path) -> None:
    days = np.array(["2012-01-01", "2012-01-02"], dtype="datetime64[D]")
    result = Result({"days": days, "first": days[0]})
    result.save(tmp_path / "data.json")
    saved = json.loads((tmp_path / "data.json").read_text())
    assert saved == {"days": ["2012-01-01", "2012-01-02"], "first": "2012-01-01"}


@pytest.mark.parametrize("suffix", [".npz", ".json"])
def test_the_same_values_are_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    for name in ("a", "b"):
        Result({"path": np.linspace(0, 1, 50), "steps": 3}).save(tmp_path / f"{name}{suffix}")
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


def test_another_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"saved as .npz or .json; got 'data.csv'"):
        Result({"one": 1}).save(tmp_path / "data.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NnvizError, match="is not a folder"):
        Result({"one": 1}).save(tmp_path / "file" / "data.npz")
