"""Reports given out, on the pages."""

import re

from tests.builders.office import AUDITOR, STRANGER
from tests.console.conftest import proof_of


def test_a_report_is_given_out_and_taken_as_a_file(signed_in):
    county = signed_in(AUDITOR)
    assert "城乡低保月报" in county.get("/reports").text
    assert "定稿并编号" in county.get("/reports/R-02").text
    data = {"csrf": proof_of(county.get("/account")), "unit": "620421000000", "day": "2026-11-20"}
    answer = county.post("/reports/R-02/freeze", data=data)
    assert answer.status_code == 303
    page = county.get(answer.headers["Location"]).text
    number = re.search(r"BY-620421-R02-\d{8}-01", page)[0]
    assert number in county.get("/reports/frozen").text
    for kind in ("xlsx", "csv"):
        file = county.get(f"/reports/frozen/{number}/file.{kind}")
        assert file.status_code == 200
        assert number in file.headers["Content-Disposition"]
    assert county.get(f"/reports/frozen/{number}/file.doc").status_code == 404
    assert signed_in(STRANGER).get(f"/reports/frozen/{number}").status_code == 404
