"""Filling a form in a real browser, question by question, as a clerk does."""

from __future__ import annotations

import re

from tests.builders.pictures import encoded, picture

QUESTION = ".question-container"


def question(page, label, nth=0):
    """The question whose label begins so; of a repeat the one of its row."""
    words = page.locator(".control-text", has_text=re.compile(rf"^[\W\d]*{re.escape(label)}"))
    return page.locator(QUESTION, has=words).nth(nth)


def answer(page, label, value="", nth=0):
    """Answer a question by its kind; without a value with its first choice."""
    asked = question(page, label, nth)
    if asked.locator("input[type=file]").count():
        photo = {
            "name": f"{value or label}.jpg",
            "mimeType": "image/jpeg",
            "buffer": encoded(picture(seed=nth)),
        }
        asked.locator("input[type=file]").set_input_files(photo)
    elif asked.locator(".p-select").count():
        asked.locator(".p-select").click()
        page.locator(".p-select-option", has_text=value or re.compile("")).first.click()
        page.locator(".p-select-option").first.wait_for(state="detached")
    elif asked.locator("label:has(input)").count():
        asked.locator("label:has(input)", has_text=value or re.compile("")).first.click()
    else:
        box = asked.locator("input, textarea").first
        box.click()
        box.press("Control+a")
        box.press_sequentially(value)
        box.press("Tab")


HOUSEHOLD = {
    "县（区）": "",
    "乡镇（街道）": "",
    "村（社区）": "三合村",
    "本次登记方式": "新登记",
    "村民小组": "三组",
    "门牌或详细地址": "45 号",
    "户口性质": "城镇",
    "居住情况": "常住",
    "已向被调查人说明": "是",
    "门牌或房屋正面照片": "door",
    "户口簿登记人数": "2",
    "工资性收入": "12000",
    "经营净收入": "0",
    "财产净收入": "0",
    "转移净收入": "0",
    "刚性支出": "900",
    "拥有以下财产": "无",
    "住房结构": "",
    "住房间数": "3",
    "住房面积": "80",
    "房屋危险等级": "",
    "饮水来源": "",
    "本户现享受的救助": "无",
    "主要困难原因": "无",
    "申请或需要的帮助": "无",
    "户口簿首页照片": "book",
    "被调查人签字": "signed",
}
MEMBER = {
    "身份证情况": "未办理",
    "文化程度": "",
    "婚姻状况": "",
    "健康状况": "",
    "是否持残疾人证": "否",
    "劳动能力": "",
    "就业或就学情况": "",
    "本人现享受待遇": "无",
}


def household(page, *, members=(("王大明", "户主"), ("李秀兰", "妻"))):
    """Fill a whole household survey: its people, a place on the map, three photographs."""
    for label, value in HOUSEHOLD.items():
        answer(page, label, value)
        if label == "乡镇（街道）":
            page.wait_for_timeout(100)  # the list of its villages follows
    place_on_map(page)
    for row, (name, relation) in enumerate(members):
        if row:
            page.get_by_role("button", name="添加").click()
        answer(page, "姓名", name, row)
        answer(page, "与户主关系", relation, row)
        answer(page, "身份证情况", "未办理", row)
        answer(page, "出生日期", f"196{row}-05-06", row)
        answer(page, "性别", "女" if row else "男", row)
        for label, value in MEMBER.items():
            answer(page, label, value, row)


def place_on_map(page):
    """Set a place by hand, left of and above the middle of the map."""
    drawn = page.locator(".map-container").first
    drawn.scroll_into_view_if_needed()
    page.wait_for_timeout(400)
    box = drawn.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2 - 60, box["y"] + 160)


def send(page, word="提交"):
    """Press the form's own button."""
    page.get_by_role("button", name=word, exact=True).click()
