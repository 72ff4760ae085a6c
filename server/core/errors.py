"""Everything we raise on purpose: one family, with the public API's codes and two languages.

The whole part of a code is the HTTP status (protocol.md 6.1).  Edges render a failure in the
language of whoever asked: device, program or person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from server.core.finding import Finding


LONGEST_DETAIL = 1_000
"""Characters of one value in a message."""


class SurveyError(Exception):
    """Base of everything raised on purpose.  Raise a subclass, never this.

    `zh` and `en` are sentences a person can act on; `details` fill their places and are shown to
    programs, so they hold no personal data.
    """

    code: ClassVar[str]
    zh: ClassVar[str]
    en: ClassVar[str]

    def __init__(self, **details: object) -> None:
        self.details = {name: _shortened(value) for name, value in details.items()}
        super().__init__(self.en.format(**self.details))

    @property
    def status(self) -> int:
        """HTTP status: 404 for code ``"404.1"``."""
        return int(self.code.partition(".")[0])

    def sentence(self, language: str) -> str:
        """The message in `language` (``"zh"`` or ``"en"``)."""
        return (self.en if language.startswith("en") else self.zh).format(**self.details)


def _shortened(value: object) -> object:
    """A text of bearable length: what was sent comes back in some messages."""
    if isinstance(value, str) and len(value) > LONGEST_DETAIL:
        return value[:LONGEST_DETAIL] + "…"
    return value


class Unparseable(SurveyError):
    """The body is not what it should be."""

    code = "400.1"
    zh = "无法读取{part}：{reason}"
    en = "Could not read the {part}: {reason}"


class MissingParameter(SurveyError):
    """A needed parameter is absent."""

    code = "400.2"
    zh = "缺少必需的参数：{field}"
    en = "Required parameter {field} is missing."


class MissingXMLPart(SurveyError):
    """A submission without its XML part."""

    code = "400.7"
    zh = "缺少提交内容（xml_submission_file），请重新发送"
    en = "Required multipart file xml_submission_file is missing; please send again."


class UnexpectedValue(SurveyError):
    """A parameter holds something it must not."""

    code = "400.8"
    zh = "{field} 的值不对：{reason}"
    en = "Unexpected {field} value; {reason}"


class WrongDataType(SurveyError):
    """A parameter of the wrong type."""

    code = "400.11"
    zh = "{field} 的类型不对，应为 {expected}"
    en = "Invalid input data type: expected {field} to be {expected}"


class MultipartBroken(SurveyError):
    """The multipart envelope ends early or is malformed."""

    code = "400.39"
    zh = "上传内容不完整（{reason}），请重新发送"
    en = "The multipart body is broken ({reason}); please send again."


class AuthenticationFailed(SurveyError):
    """Wrong or missing credentials."""

    code = "401.2"
    zh = "账号或密码不对"
    en = "Could not authenticate with the provided credentials."


class HttpsRequired(SurveyError):
    """Basic credentials over a plain connection."""

    code = "401.3"
    zh = "此登录方式只能用于 https"
    en = "This authentication method is only available over HTTPS."


class NotAllowed(SurveyError):
    """The asker has no right to do this here."""

    code = "403.1"
    zh = "没有权限进行此操作"
    en = "The authentication you provided does not have rights to perform that action."


class NotFound(SurveyError):
    """There is no such thing, or it is not the asker's to see."""

    code = "404.1"
    zh = "没有找到所请求的内容"
    en = "Could not find the resource you were looking for."


class FormNotFound(SurveyError):
    """No such form in the project."""

    code = "404.1"
    zh = "本项目没有表单“{form_id}”，请更新空白表单或联系管理员"
    en = "There is no form “{form_id}” in this project. Refresh the blank forms or ask the office."


class TooLarge(SurveyError):
    """Over the hard limit."""

    code = "413.1"
    zh = "上传超过 {limit_mb} MB 上限"
    en = "The upload is larger than the limit of {limit_mb} MB."


class Conflicting(SurveyError):
    """The instance id is stored with other content."""

    code = "409.1"
    zh = "该编号的记录已存在且内容不同，这份已另存待核，请联系乡镇民政所"
    en = (
        "A record with this id and other content is already stored; this copy was kept aside. "
        "Please call the township office."
    )


class FormNotAccepting(SurveyError):
    """The form is closed."""

    code = "409.2"
    zh = "表单“{form_id}”已停止接收，请联系乡镇民政所"
    en = "The form “{form_id}” no longer takes submissions; please call the township office."


class NotUnique(SurveyError):
    """Something with these values exists already."""

    code = "409.3"
    zh = "已有 {field} 为“{value}”的记录"
    en = "A resource already exists with {field} value(s) of {value}."


class StoreBusy(SurveyError):
    """The database is locked or the server is stopping."""

    code = "503.1"
    zh = "服务器正忙，数据未保存，请稍后重发"
    en = "The server is busy and nothing was stored; please send again later."


class DiskFull(SurveyError):
    """No space to keep what was sent."""

    code = "507.1"
    zh = "服务器磁盘已满，数据未保存，请告知管理员后重发"
    en = "The server's disk is full and nothing was stored; tell the administrator and send again."


class IdNumberWrong(SurveyError):
    """Not a resident identity number; the subclasses say why (rules P-01 to P-03)."""

    code = "400.8"
    zh = "公民身份号码有误"
    en = "The ID number is wrong."


class IdNumberFormatWrong(IdNumberWrong):
    """Not eighteen places of the right kind (P-01)."""

    zh = "公民身份号码应为 18 位，末位为数字或 X"
    en = "An ID number has 18 characters; only the last may be X."


class IdNumberCheckWrong(IdNumberWrong):
    """Place 18 does not belong to places 1-17 (P-02)."""

    zh = "公民身份号码的校验码不对，请对照证件核对每一位"
    en = "The check digit of the ID number is wrong; compare every digit with the card."


class IdNumberDateWrong(IdNumberWrong):
    """Places 7-14 are no day of the calendar (P-03)."""

    zh = "公民身份号码中的出生日期不存在"
    en = "The birth date in the ID number does not exist."


class NotMultipart(MultipartBroken):
    """A submission that is no multipart/form-data at all."""

    zh = "请求不是 multipart/form-data 格式，请检查发送程序"
    en = "The request is not multipart/form-data; please check the program that sends it."


class UploadCutOff(MultipartBroken):
    """The connection ended before the multipart body did."""

    zh = "上传中断，内容不完整，请重新发送"
    en = "The upload was cut off; please send again."


class NoSuchOperation(SurveyError):
    """An address asked for in a way it does not know."""

    code = "405.1"
    zh = "这个地址不支持这种操作"
    en = "This address does not know that operation."


class HeadTooLarge(SurveyError):
    """Address and headers of a request beyond what is read."""

    code = "431.1"
    zh = "请求的地址或标头过长"
    en = "The request's address or headers are too long."


class TooManyAnswers(SurveyError):
    """More in one submission or form than is read: reading it would hold up everybody else."""

    code = "413.3"
    zh = "内容过多（超过 {limit} {unit_zh}），无法读取，请联系管理员"
    en = (
        "There is too much in it (more than {limit} {unit_en}) to be read; "
        "please ask the administrator."
    )


class TooManyParts(SurveyError):
    """More parts in one POST than we take."""

    code = "413.2"
    zh = "一次上传的文件超过 {limit} 个，请分几次发送"
    en = "More than {limit} parts in one upload; please send them in several."


class NoPicture(SurveyError):
    """The file is no picture we can show."""

    code = "404.1"
    zh = "此文件不是可以显示的图片"
    en = "This file is not a picture that can be shown."


class NoMembers(SurveyError):
    """An income per head was asked for a household without anybody sharing life."""

    code = "400.8"
    zh = "户内没有共同生活的成员，无法计算人均收入"
    en = "Nobody shares life in this household, so there is no income per head."


class BadUnitCode(UnexpectedValue):
    """Not a division code of twelve digits in the five parts."""

    zh = "区划代码“{code}”不对：{reason_zh}"
    en = "The division code “{code}” is wrong: {reason_en}."


class UnitNotFound(NotFound):
    """No unit has this code."""

    zh = "没有区划代码为 {unit} 的行政单位"
    en = "There is no administrative unit with the code {unit}."


class SuccessionCircle(UnexpectedValue):
    """A unit became another that became the first again."""

    zh = "行政单位 {unit} 的后继代码绕成了圈，请改正区划表"
    en = "The successors of unit {unit} run in a circle; please correct the division list."


class DatumNotSupported(UnexpectedValue):
    """Positions in a datum that is not converted here."""

    zh = "不支持坐标系“{datum}”，请先转换为 WGS84、CGCS2000 或 GCJ-02"
    en = "The datum “{datum}” is not supported; convert to WGS84, CGCS2000 or GCJ-02 first."


class CoordinateSystemContradicts(UnexpectedValue):
    """The file names another coordinate system than the person who loads it."""

    zh = "文件注明的坐标系是“{found}”，与所选的 {stated} 不符，请转换文件或改选坐标系"
    en = "The file says its coordinate system is “{found}”, which contradicts the chosen {stated}."


class CoordinatesNotDegrees(UnexpectedValue):
    """Every outline of the file is in metres of a projected system."""

    zh = "边界文件应是投影坐标，请先转换为经纬度。{first_zh}"
    en = "The boundary file is in projected metres; convert it to degrees first. {first_en}"


class OutlinesUnreadable(Unparseable):
    """A boundary file that cannot be read at all."""

    zh = "无法读取边界文件：{reason_zh}"
    en = "Could not read the boundary file: {reason_en}."


class DivisionsUnreadable(Unparseable):
    """A division list or list of places that cannot be read at all."""

    zh = "无法读取区划表：{reason_zh}"
    en = "Could not read the division list: {reason_en}."


class BrokenXml(Unparseable):
    """Bytes that are no well-formed XML, or that nest deeper than we read."""

    zh = "内容不是完整的 XML，第 {line} 行第 {column} 列：{reason_zh}"
    en = "The XML is broken at line {line}, column {column}: {reason}"


class DtdRefused(Unparseable):
    """XML with a document type declaration: entities in it could read files or fill the memory."""

    zh = "XML 中不得带有文档类型声明（DOCTYPE）"
    en = "XML with a document type declaration (DOCTYPE) is refused."


class FormInvalid(SurveyError):
    """A form that must not be published; `findings` say where and what to do (OR-209)."""

    code = "400.15"
    zh = "表单有 {count} 处需要改正：{first_zh}"
    en = "The form needs {count} correction(s): {first_en}"

    def __init__(self, findings: Sequence[Finding]) -> None:
        first = findings[0]
        super().__init__(
            count=len(findings),
            first_zh=first.line("zh"),
            first_en=first.line("en"),
            findings=[finding.as_dict() for finding in findings],
        )
        self.findings = tuple(findings)


class UnknownEntitiesVersion(SurveyError):
    """A form written for a specification of entities that no tablet reads (OR-161)."""

    code = "400.25"
    zh = "表单的实体规范版本“{version}”不受支持，应为 2022.1、2023.1、2024.1 或 2025.1"
    en = (
        "The form's entities-version “{version}” is not supported; "
        "it must be 2022.1, 2023.1, 2024.1 or 2025.1."
    )


class DeletedSubmission(SurveyError):
    """A submission that was deleted comes again."""

    code = "409.18"
    zh = "该记录已被删除，不能再次提交，请联系乡镇民政所"
    en = "This submission was deleted and cannot be sent again; please call the township office."


class SameIds(SurveyError):
    """An edit that names itself as the version it replaces."""

    code = "400.8"
    zh = "提交的编号与被更正的编号相同，请重新发送"
    en = "instanceID and deprecatedID are the same; please send again."


class NoFormId(SurveyError):
    """A root element that says of which form it is not."""

    code = "400.2"
    zh = "提交内容没有表单编号（id），无法识别"
    en = "The submission names no form (attribute id of its root element)."


class NoInstanceId(SurveyError):
    """An encrypted submission without the id that its key is made with."""

    code = "400.2"
    zh = "加密的提交内容没有编号（instanceID），无法解密"
    en = "The encrypted submission has no instanceID, which its key is made with."


class MoveNotAllowed(SurveyError):
    """The workflow has no such step."""

    code = "409.36"
    zh = "当前状态不能这样处理，请刷新后再看"
    en = "This is not possible in the present state ({now} to {wanted}); reload the page."


class ChangedMeanwhile(SurveyError):
    """Somebody else has changed the record since it was shown."""

    code = "409.31"
    zh = "这条记录刚被他人改动，请刷新后再决定"
    en = "Somebody has just changed this record; reload it before you decide."


class IssuesUnanswered(SurveyError):
    """Warnings are answered one by one before a record is accepted (domain.md 5.1)."""

    code = "409.32"
    zh = "还有 {left} 项提示没有答复，不能通过"
    en = "{left} issues are not answered yet."


class OwnCollection(SurveyError):
    """Collector and reviewer must be two people (domain.md 5.2)."""

    code = "403.2"
    zh = "本人采集的记录须由他人审核"
    en = "Somebody else has to review what you collected yourself."


class NothingToUndo(SurveyError):
    """No decision of this person can be taken back."""

    code = "409.33"
    zh = "没有可以撤销的操作"
    en = "There is nothing to undo."


class ReasonNeeded(SurveyError):
    """A return or a rejection says why."""

    code = "400.2"
    zh = "请选择或填写原因"
    en = "Choose or write a reason."


class PasswordTooShort(SurveyError):
    """A new password below the least length (safety.md V6.2.1)."""

    code = "400.21"
    zh = "密码至少要有 {least} 个字符"
    en = "A password needs at least {least} characters."


class PasswordTooLong(SurveyError):
    """A new password beyond what is hashed; nothing is ever cut off."""

    code = "400.38"
    zh = "密码最多 {most} 个字符"
    en = "A password has at most {most} characters."


class PasswordTooCommon(SurveyError):
    """A new password that is among the first anybody would try."""

    code = "400.44"
    zh = "这个密码太常见或太容易猜到，请换一个，例如几个不相干的词连在一起"
    en = "This password is too common or too easy to guess; try several unrelated words."


class PasswordWrong(AuthenticationFailed):
    """The present password, asked for once more, is not right."""

    zh = "当前密码不对"
    en = "The present password is wrong."


class PasswordChangeNeeded(SurveyError):
    """A start password opens nothing but the page to change it (safety.md V6.4.1)."""

    code = "403.2"
    zh = "请先在网页上登录并修改初始密码"
    en = "Please sign in on the web page and change the start password first."


class TooManyAttempts(SurveyError):
    """Too many failed logins lately."""

    code = "429.1"
    zh = "登录失败次数过多，请 {minutes} 分钟后再试"
    en = "Too many failed logins; please try again in {minutes} minutes."


class NonceExpired(AuthenticationFailed):
    """A right Digest answer to a challenge that is too old: a new one is to be used."""


class TokenRefused(NotAllowed):
    """A tablet's token that is unknown, malformed or revoked."""

    zh = "此平板的二维码无效或已停用，请向乡镇民政所重新领取"
    en = "This tablet's code is not valid or was revoked; ask the office for a new one."


class NoPost(NotAllowed):
    """A right password, but no post in force today."""

    zh = "该账号目前没有任何岗位，请联系管理员"
    en = "This account holds no post at present; please ask the administrator."


class VillageUnknown(SurveyError):
    """A household is filed under a village; this record names none."""

    code = "409.34"
    zh = "无法确定所在村，不能入库，请退回补正"
    en = "The village is not known, so the household cannot be loaded; return it for correction."


class VersionUnknown(SurveyError):
    """A submission of a form version that is not published here."""

    code = "409.35"
    zh = "该记录所用的表单版本尚未发布，发布后会自动重新处理"
    en = "Its form version is not published here; it is read again once that version is."


class PlaceMissing(UnexpectedValue):
    """Made-up outlines were asked for a township without a centre."""

    zh = "乡镇 {unit} 没有中心点，无法绘制示意边界，请先导入地点表"
    en = "Township {unit} has no centre to draw an outline around; load a list of places first."


class Unexpected(SurveyError):
    """Our own fault; what it was stands in the log."""

    code = "500.1"
    zh = "服务器出错，数据仍在您这里，请稍后重试；多次出现请告知管理员"
    en = "The server failed; your data are still with you. Try again, or tell the administrator."


class VersionTaken(SurveyError):
    """A version of the form that is published with other content (OR-67)."""

    code = "409.6"
    zh = "表单“{form_id}”的版本 {version} 已经发布且内容不同，请改用新的版本号"
    en = "Version {version} of “{form_id}” is published with other content; use a new version."


class MissingParameters(SurveyError):
    """Several needed parameters, of which at least one is absent."""

    code = "400.3"
    zh = "缺少必需的参数，需要：{expected}"
    en = "Required parameters missing. Expected ({expected})."


class FormHasWarnings(SurveyError):
    """A workbook that compiles, with warnings nobody has accepted yet (OR-177)."""

    code = "400.16"
    zh = "表单可以使用，但有 {count} 条警告；确认无误后请加上 ignoreWarnings=true 重新提交"
    en = (
        "The Form is valid, but with {count} warning(s). Please check the warnings and if they "
        "are acceptable resubmit with ?ignoreWarnings=true"
    )

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(count=len(findings), findings=[finding.as_dict() for finding in findings])
        self.findings = tuple(findings)


class FieldTypeChanged(SurveyError):
    """A new version of a form that gives a field another type."""

    code = "400.17"
    zh = "字段 {path} 在已发布的版本中类型为 {type}，请改回原类型，或换一个字段名"
    en = (
        "The form attempts to change the type of the field at {path}, which was {type}. "
        "Return it to that type, or rename the field."
    )


class DeprecatedIdExpected(SurveyError):
    """An edit by PUT that names no version it replaces (OR-178)."""

    code = "400.19"
    zh = "更正的内容须带有 deprecatedID，指明被更正的当前版本"
    en = "This PUT endpoint expects a deprecatedID pointing at the current version instanceID."


class DeprecatedIdUnknown(SurveyError):
    """An edit of a submission that is not here."""

    code = "404.5"
    zh = "没有找到要更正的记录（{deprecated_id}）"
    en = "Could not find the submission to update ({deprecated_id})."


class FormVersionNotFound(SurveyError):
    """A program sends a submission of a form version that is not published here."""

    code = "404.6"
    zh = "表单没有版本“{version}”"
    en = "The form version specified in this submission '{version}' does not exist."


class NothingPublished(SurveyError):
    """A draft that is all there is of its form cannot be deleted alone."""

    code = "409.7"
    zh = "表单尚未发布过，不能只删除草稿；请删除整个表单或替换草稿"
    en = (
        "Could not delete draft, because the form has not been published. Either delete the "
        "whole form, or replace the draft."
    )


class InstanceIdTaken(SurveyError):
    """An edit under an instance id that is in use."""

    code = "409.8"
    zh = "更正所用的编号（instanceID）已被使用，请换一个新的编号"
    en = (
        "You tried to update a submission, but the instanceID you provided already exists on "
        "this server. Please try again with a unique instanceID."
    )


class EditOutOfDate(SurveyError):
    """An edit of a version that is not the current one any more."""

    code = "409.9"
    zh = "您更正的版本（{deprecated_id}）已不是最新，请取得最新版本后再更正"
    en = (
        "You tried to update a submission, but the copy you were editing ({deprecated_id}) is now "
        "out of date. Please get the new version that has been submitted, and edit again."
    )


class PortTaken(SurveyError):
    """The server cannot listen at its port."""

    code = "503.2"
    zh = "无法在端口 {port} 上提供服务（{reason}），请换一个端口：--port"
    en = "Cannot listen at port {port} ({reason}); choose another with --port."


class BackupDamaged(SurveyError):
    """An archive that does not read back as it was written."""

    code = "500.2"
    zh = "备份文件 {file} 已损坏或不是备份（{reason}），请换一份"
    en = "The backup {file} is damaged or is none ({reason}); use another one."


class NotEmpty(SurveyError):
    """A restore never writes over an installation."""

    code = "409.75"
    zh = "{folder} 里已有数据，恢复只能放进空的数据目录"
    en = "{folder} holds data already; restore into an empty data folder."


class RecordInvalid(SurveyError):
    """Values that do not fit a register; `findings` say where and why."""

    code = "422.1"
    zh = "有 {count} 处不符合要求，没有保存：{first_zh}"
    en = "{count} things do not fit and nothing was saved: {first_en}"

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(
            count=len(findings),
            first_zh=findings[0].line("zh") if findings else "",
            first_en=findings[0].line("en") if findings else "",
        )


class RecordExists(SurveyError):
    """Another record of the same key is in force on one of the days."""

    code = "409.12"
    zh = "同一时期已有一条{fields_zh}相同的记录，请改那一条"
    en = "A record with the same {fields_en} is in force at that time; change that one."


class PeriodsOverlap(SurveyError):
    """A period of a record that would lie over another of it."""

    code = "409.13"
    zh = "生效日期与这条记录的另一段时期（自 {since} 起）重叠"
    en = "The days overlap with another period of this record, from {since} on."


class SheetUnreadable(Unparseable):
    """A file that is no table we can read."""

    zh = "无法读取表格：{reason_zh}"
    en = "Could not read the table: {reason_en}."


class NotLoadable(SurveyError):
    """An accepted submission that lacks what its register needs."""

    code = "409.14"
    zh = "缺少或不符合要求：{fields_zh}。无法入库，请退回补正"
    en = "These are missing or do not fit: {fields_en}. It cannot be loaded; send it back."


class LoadStands(NothingToUndo):
    """What a submission brought into a register was changed there by hand since."""

    code = "409.74"
    zh = "入库后已有人在台账中改过这条记录，请在台账中更正"
    en = "The record was changed in its register since it was loaded; correct it there."


class ActRefused(SurveyError):
    """A step of a procedure that may not be done now, or not by this person."""

    code = "409.66"
    zh = "不能办理：{reason_zh}"
    en = "Not possible: {reason_en}."


class RebuildStuck(SurveyError):
    """An act asks for more running numbers than it was given the first time."""

    code = "409.81"
    zh = "重建时编号不够：装载程序与当时不同，请用当时的版本重建"
    en = "An act asks for more running numbers than it was given; rebuild with its own version."


class ChangedDuringRebuild(SurveyError):
    """Something was decided while the store was made again."""

    code = "409.82"
    zh = "重建期间有新的变动，未替换；请停止服务后再试"
    en = "Something was changed meanwhile, so nothing was replaced; stop the server and try again."


class EntityInvalid(SurveyError):
    """An entity that cannot be one."""

    code = "400.28"
    zh = "实体无效：{reason_zh}"
    en = "The entity is invalid. {reason_en}"


class UnexpectedAttributes(SurveyError):
    """A body with names that are not part of it."""

    code = "400.31"
    zh = "只应有：{expected}；收到：{actual}"
    en = "Expected only: ({expected}), but got ({actual})."


class DatasetNotFound(NotFound):
    """A submission for an entity list that is not there."""

    code = "404.7"
    zh = "没有名为“{dataset}”的实体列表"
    en = "The dataset ({dataset}) specified in the submission does not exist."


class EntityNotFound(NotFound):
    """No entity has this id."""

    code = "404.8"
    zh = "列表中没有编号为 {uuid} 的实体"
    en = "The entity with UUID ({uuid}) specified in the submission does not exist in the dataset."


class EntityVersionNotFound(NotFound):
    """A change made on a version that never was."""

    code = "404.9"
    zh = "实体 {uuid} 没有第 {version} 版"
    en = "Base version ({version}) does not exist for entity UUID ({uuid})."


class EntityDeleted(NotFound):
    """A change of an entity that was deleted."""

    code = "404.11"
    zh = "实体 {uuid} 已删除"
    en = "The entity with UUID ({uuid}) specified in the submission has been deleted."


class EntityVersionConflict(SurveyError):
    """A change through the public API that is not made on the newest version."""

    code = "409.15"
    zh = "实体现为第 {current} 版，收到的是第 {provided} 版；请改正，或加 ?force=true 强制更新"
    en = (
        "Current version of the Entity is '{current}' and you provided '{provided}'. Please "
        "correct the version or pass '?force=true' to forcefully update the Entity."
    )


class DatasetNameConflict(SurveyError):
    """A list whose name differs from another's in capitals only."""

    code = "409.16"
    zh = "已有名称仅大小写不同的列表“{current}”，不能再建“{provided}”"
    en = (
        "A dataset named '{current}' exists and you provided '{provided}' "
        "with the same name but different capitalization."
    )


class PropertyNameConflict(SurveyError):
    """A property whose name differs from another's in capitals only."""

    code = "409.17"
    zh = "已有名称仅大小写不同的属性“{current}”，不能再加“{provided}”"
    en = (
        "This attempts to create a new Entity property that matches an existing one except for "
        "capitalization: '{provided}' and '{current}'."
    )


class KeptByRegisters(SurveyError):
    """A change of a list that follows from the registers."""

    code = "403.3"
    zh = "列表“{dataset}”由登记库生成，请在登记库中修改"
    en = "The list “{dataset}” is made from the registers; change it there."


class GuidedByProcedure(SurveyError):
    """A value of a register that is changed by a step of a procedure, not by typing."""

    code = "409.61"
    zh = "“{fields_zh}”由办理流程写入，请在“办理”里办，不能直接改"
    en = "{fields_en}: set by the procedure; take the step there instead of typing it."


class FilterUnparseable(SurveyError):
    """A `$filter` that is no expression; `at` is the place, counted from 0."""

    code = "400.18"
    zh = "无法读取筛选条件（$filter）：{reason}"
    en = "The OData filter expression you provided could not be parsed: {reason}"


class PropertyNotFound(SurveyError):
    """A `$select` of something no row has."""

    code = "400.22"
    zh = "没有名为“{property}”的字段"
    en = "Could not find a property named '{property}'"


class SkipTokenUnknown(SurveyError):
    """A `$skiptoken` whose row is gone."""

    code = "400.34"
    zh = "分页标记（$skiptoken）所指的行已不存在，请从头读取"
    en = "Record associated with the provided $skiptoken not found; start again."


class SkipTokenInvalid(SurveyError):
    """A `$skiptoken` that we did not give."""

    code = "400.35"
    zh = "分页标记（$skiptoken）无效"
    en = "Invalid $skiptoken"


class FeatureUnsupported(SurveyError):
    """A part of OData that is not spoken here."""

    code = "501.1"
    zh = "本服务器不支持 {feature}"
    en = "The requested feature {feature} is not supported by this server."


class FilterUnsupported(SurveyError):
    """A `$filter` that is read but not answered."""

    code = "501.4"
    zh = "筛选条件第 {at} 个字符处的“{text}”不受支持（{type}）"
    en = (
        "The given OData filter expression uses features not supported by this server: "
        "{type} at {at} (“{text}”)"
    )


class FilterFieldUnsupported(SurveyError):
    """A `$filter` or `$orderby` of a field that is not there or cannot be asked for."""

    code = "501.5"
    zh = "筛选或排序中的字段“{text}”（第 {at} 个字符）不存在或不受支持"
    en = (
        "The given OData filter expression references fields not supported by this server: "
        "{text} at {at}"
    )


class ExpandUnsupported(SurveyError):
    """An `$expand` of single properties."""

    code = "501.6"
    zh = "不支持 $expand={text}，目前只支持 $expand=*"
    en = (
        "The given OData expand expression is not supported by this server: {text}. "
        "Currently, only “$expand=*” is supported."
    )


class SelectWithExpand(SurveyError):
    """Both at once."""

    code = "501.11"
    zh = "$select 与 $expand 不能同时使用"
    en = "The $select and $expand options are not supported together by this server."


class AnswerRefused(SurveyError):
    """A corrected answer that the form itself would not take."""

    code = "400.65"
    zh = "“{label_zh}”不能改成这个值：{reason_zh}"
    en = "“{label_en}” cannot become this: {reason_en}"


class NothingChanged(SurveyError):
    """A correction that corrects nothing."""

    code = "400.61"
    zh = "没有改动，未保存"
    en = "Nothing was changed, so nothing was stored."


class TooMuchAsked(SurveyError):
    """More files ordered than one person may have in the making."""

    code = "429.2"
    zh = "同时最多生成 {most} 个文件，请等前面的完成或取消后再试"
    en = "At most {most} files are made at a time: wait for the earlier ones, or cancel them"


class LimitUnfit(SurveyError):
    """A value that a limit of the rules cannot have."""

    code = "400.62"
    zh = "“{value}”不能用作阈值"
    en = "“{value}” cannot be a limit"


class PeriodUnfit(SurveyError):
    """A period that ends before it begins, or begins before anything was judged by it."""

    code = "400.63"
    zh = "起止日期不对：{since} 至 {until}"
    en = "The period does not hold: {since} to {until}"


class DayUnfit(SurveyError):
    """A line that names no day off of the year, or a day twice."""

    code = "400.64"
    zh = "“{line}”不是该年的日期，或重复；每行写 2026-10-01 名称，调休上班的写 2026-10-10 班"
    en = "“{line}” is no day of that year, or stands twice; write 2026-10-01 name, and 班 if worked"


class NoSuchRule(SurveyError):
    """A rule id the catalogue does not have."""

    code = "404.21"
    zh = "没有规则 {rule}"
    en = "There is no rule {rule}"


class MergeRefused(SurveyError):
    """Two persons or households that cannot be one as they stand."""

    code = "409.72"
    zh = "不能合并：{reason_zh}"
    en = "These cannot be merged: {reason_en}"


class LifeEventRefused(SurveyError):
    """An event of life that contradicts what is known."""

    code = "409.71"
    zh = "不能登记：{reason_zh}"
    en = "This cannot be recorded: {reason_en}"


class NothingToReport(SurveyError):
    """A disaster report of an area from which nothing has come."""

    code = "409.45"
    zh = "本区域还没有村上报，没有可上报的数字"
    en = "No village of the area has reported: there is nothing to report"


class FallNeedsReason(SurveyError):
    """Cumulative figures became smaller and nobody said why (D-11)."""

    code = "409.41"
    zh = "累计数比上次上报小（{names}），请在说明里写明原因"
    en = "Cumulative figures fell ({which}): say why in the note"


class NotVerifiedBelow(SurveyError):
    """Verified figures cannot go up yet."""

    code = "409.42"
    zh = "还不能核报。{zh}"
    en = "Verified figures cannot go up yet. {which}"


class ReportedMeanwhile(SurveyError):
    """Somebody of the same office reported at the same moment."""

    code = "409.43"
    zh = "同事刚刚上报过，请刷新后再看"
    en = "A colleague has just reported: look again"


class CannotMerge(SurveyError):
    """Two events that cannot become one."""

    code = "409.44"
    zh = "不能合并：{zh}"
    en = "They cannot be merged: {why}"


class MovedTo(NotFound):
    """What was asked for is found under another key now; `key` says which."""

    zh = "已合并到另一条记录：{key}"
    en = "It was merged into another record: {key}"


class BatchEmpty(SurveyError):
    """Nothing that could be accepted together."""

    code = "409.76"
    zh = "没有可以批量通过的记录：须无错误、无提醒、附件齐全、不是本人采集"
    en = "Nothing can be accepted together: no issue, all files there, not collected by yourself."


class SampleUndecided(SurveyError):
    """The drawn sample has to be decided first."""

    code = "409.62"
    zh = "抽查还有 {left} 件没有逐件审核，先审完抽查"
    en = "{left} of the sample are not decided yet; decide them one by one first."


class SampleFailed(SurveyError):
    """A sample that was not all right."""

    code = "409.63"
    zh = "抽查有 {failed} 件没有通过，其余的请逐件审核"
    en = "{failed} of the sample were not accepted; look at the others one by one."


class Audited(SurveyError):
    """A drawn record that was looked at already."""

    code = "409.64"
    zh = "这件抽查已有结论"
    en = "This drawn record was decided already."


class DraftGone(SurveyError):
    """A token of a draft that was published, replaced or thrown away."""

    code = "404.4"
    zh = "这份草稿已不存在（可能已发布或被替换），请重新扫描试填二维码"
    en = (
        "The draft you are testing is gone: it was published, replaced or thrown away. "
        "Scan the code of the new one."
    )


class TooManyViews(SurveyError):
    """A person keeps as many views of the queue as can be told apart."""

    code = "409.65"
    zh = "最多保存 {most} 个视图，请先删去不用的"
    en = "You keep {most} views already; forget one first."


class EditedMeanwhile(SurveyError):
    """A correction of a version that is not the newest, told with both of them."""

    code = "409.91"
    zh = (
        "您改的是第 {yours} 版，{by}已在 {at} 存了第 {newest} 版，您这次没有保存。"
        "请打开最新版再改。"
    )
    en = (
        "You were correcting version {yours}, but {by} stored version {newest} at {at}; yours was "
        "not saved. Open the newest version and correct that."
    )


class Undecryptable(SurveyError):
    """A passphrase, or a file, that does not fit the key."""

    code = "400.12"
    zh = "无法解密，请核对口令和数据后再试"
    en = "Could not perform decryption. Double check your passphrase and your data and try again."


class AlreadyEncrypted(SurveyError):
    """Encryption of a project is switched on once and stays."""

    code = "409.4"
    zh = "本项目已经启用加密，不能再次启用"
    en = "Could not activate feature (managed encryption) as it was already activated."


class FormIsSealed(SurveyError):
    """A form whose answers are encrypted on the tablet: a browser would send them in clear."""

    code = "409.92"
    zh = "这个表单要求加密，只能在平板上填写"
    en = "Answers of this form are encrypted, so it is filled on tablets only."


class TooManySent(SurveyError):
    """More than people fill in, through one public link."""

    code = "429.3"
    zh = "从这里提交得太多，请 {minutes} 分钟后再试"
    en = "Too much was sent from here; please try again in {minutes} minutes."


class BasemapUnfit(SurveyError):
    """The base map of the settings cannot be used."""

    code = "409.94"
    zh = "底图不能使用：{reason_zh}"
    en = "The base map cannot be used: {reason_en}"


class SelectionTooLarge(SurveyError):
    """More inside a line on the map than can be worked with at once."""

    code = "413.4"
    zh = "圈内有 {count} 个点，一次最多 {most} 个，请画小一点"
    en = "{count} points lie inside; at most {most} can be taken at once, draw a smaller line."


class CodeNeeded(SurveyError):
    """The password is right, and the account asks for a code of its authenticator, too."""

    code = "401.4"
    zh = "这个账号开启了两步验证：请用密码和动态码登录；程序请用没有两步验证的专用账号"
    en = (
        "This account has a second factor: sign in with password and code; "
        "programs use an account of their own without one."
    )


class CodeWrong(SurveyError):
    """A code of an authenticator or a recovery code that does not fit, or was used before."""

    code = "401.5"
    zh = "动态码不对或已经用过，请等下一个再输；也可以用恢复码"
    en = "The code is wrong or was used before: wait for the next one, or use a recovery code."


class TicketOver(SurveyError):
    """The code came too long after the password."""

    code = "401.6"
    zh = "输入动态码等得太久，请重新登录"
    en = "The code took too long: sign in again."
