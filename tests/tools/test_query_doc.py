"""docs/query.md: every question is answered by a lake, as it stands."""

import re
from pathlib import Path

import pytest

from pipeline.query import connect

DOC = Path(__file__).parents[2] / "docs" / "query.md"
QUESTIONS = re.findall(r"^## (.+?)\n.*?```sql\n(.+?)```", DOC.read_text(), re.MULTILINE | re.DOTALL)


def test_there_are_ten_questions():
    assert len(QUESTIONS) == 10
    assert len({question for question, _ in QUESTIONS}) == 10


@pytest.mark.parametrize(("question", "sql"), QUESTIONS, ids=[question for question, _ in QUESTIONS])
def test_each_question_has_an_answer(lake, question, sql):
    with connect(str(lake)) as connection:
        answer = connection.execute(sql)
        columns, rows = [column[0] for column in answer.description], answer.fetchall()
    assert rows, question
    assert all(len(row) == len(columns) for row in rows)
    assert any(value is not None for row in rows for value in row[1:])
