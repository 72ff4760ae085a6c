"""Names that people of the district could have; nobody's in particular."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

SURNAMES = (
    "王王王王王张张张张张李李李李刘刘刘刘陈陈杨杨杨赵赵赵马马马高高魏魏何何宋宋罗罗郭郭"
    "孙周吴徐朱胡林梁谢韩唐冯董程曹袁邓许沈曾彭吕苏卢蒋蔡贾丁薛叶余潘杜戴夏钟汪田任姜范石姚"
    "金万常武乔牛白寇滕芦雒展"
)
"""One character for each share of the population."""

ERAS: tuple[tuple[int, str, str, str, str], ...] = (
    (1962, "守振兴永建德志国世", "田海旺贵福才忠山林", "秀桂玉兰凤淑春金", "英兰芳莲花珍香梅"),
    (1986, "建国志宏永世小学治", "军平华明强东斌忠峰", "秀小晓海红桂彩丽", "霞萍红燕琴梅芳玲"),
    (9999, "子浩宇嘉俊博文家晨", "轩豪宇杰航涵鑫阳瑞", "梓雨佳欣诗思若语", "涵琪怡萱彤妍瑶婷"),
)
"""Up to a birth year: first and second characters of men's names, then of women's."""

ONE_CHARACTER = 0.22
"""Share of given names with one character only."""


def surname(dice: Random) -> str:
    """A family name, common ones more often."""
    return dice.choice(SURNAMES)


def given_name(dice: Random, *, year: int, is_man: bool) -> str:
    """What children of that year were called."""
    _, first, second, woman_first, woman_second = next(era for era in ERAS if year <= era[0])
    one, two = (first, second) if is_man else (woman_first, woman_second)
    if dice.random() < ONE_CHARACTER:
        return dice.choice(two)
    return dice.choice(one) + dice.choice(two)


def full_name(dice: Random, *, year: int, is_man: bool, family: str = "") -> str:
    """Family name and given name."""
    return (family or surname(dice)) + given_name(dice, year=year, is_man=is_man)
