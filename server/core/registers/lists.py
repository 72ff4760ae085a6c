"""Closed lists that registers share; those of forms have the forms' own codes (forms.md 2)."""

from __future__ import annotations

from server.core.registers.fields import choices

VISIT_TYPES = choices(
    ("quarter", "低保定期走访", "Dibao periodic visit"),
    ("month", "特困人员探访", "Destitute support visit"),
    ("elder", "高龄独居老人探访", "Visit to an old person living alone"),
    ("child", "困境儿童探访", "Visit to a child in need"),
    ("youfu", "优抚对象走访", "Visit to a preferential-treatment person"),
    ("disaster", "灾后回访", "Return visit after a disaster"),
    ("festival", "节日慰问", "Holiday visit"),
    ("complaint", "信访核实", "Check after a complaint"),
)
MET = choices(
    ("1", "户主本人", "Head"),
    ("2", "其他成员", "Other member"),
    ("3", "代理人或照料人", "Representative or carer"),
    ("4", "无人在家", "Nobody at home"),
)
CHANGES = choices(
    ("0", "无变化", "No change"),
    ("birth", "新增人口", "Birth or addition"),
    ("death", "人员死亡", "Death"),
    ("marry", "婚姻变化", "Marriage or divorce"),
    ("move_out", "迁出或外出", "Moved out"),
    ("move_in", "迁入或返回", "Moved in"),
    ("income_up", "收入增加", "Income up"),
    ("income_down", "收入减少", "Income down"),
    ("job", "就业变化", "Work changed"),
    ("ill", "患病或住院", "Illness"),
    ("disab", "残疾变化", "Disability changed"),
    ("house", "住房变化", "Housing changed"),
    ("asset", "新增车辆房产", "New vehicle or property"),
    ("account", "银行账户变更", "Bank account changed"),
)
NEEDS = choices(
    ("none", "无", "None"),
    ("dibao", "申请低保", "Apply for Dibao"),
    ("adjust", "调整低保类别", "Change of Dibao class"),
    ("medical", "医疗", "Medical"),
    ("housing", "住房", "Housing"),
    ("school", "就学", "Schooling"),
    ("job", "就业", "Work"),
    ("care", "照料护理", "Care"),
    ("food", "口粮", "Food"),
    ("clothes", "衣被取暖", "Clothes and heating"),
    ("disab", "残疾辅具", "Assistive device"),
    ("policy", "政策咨询", "Policy advice"),
    ("other", "其他", "Other"),
)
SUGGESTIONS = choices(
    ("keep", "维持现状", "Keep"),
    ("raise", "提高类别", "Raise the class"),
    ("lower", "降低类别", "Lower the class"),
    ("stop", "停止待遇", "Stop"),
    ("start", "建议申请", "Suggest applying"),
    ("review", "需入户复核", "Re-check needed"),
)
CHECK_ROUNDS = choices(
    ("1", "首次核查", "First"),
    ("2", "复核", "Second"),
    ("3", "抽查", "Spot check"),
)
FAMILY_TYPES = choices(
    ("1", "一般户", "Ordinary"),
    ("2", "低保户", "Dibao"),
    ("3", "特困供养户（五保）", "Destitute support"),
    ("4", "低保边缘户", "Edge household"),
    ("5", "困难残疾人家庭", "Disabled in need"),
    ("6", "优抚户", "Preferential treatment"),
    ("7", "其他困难户", "Other in need"),
)
HOUSE_USES = choices(
    ("1", "住房", "Dwelling"),
    ("2", "厨房、牲畜棚等辅助用房", "Kitchen, stable and the like"),
    ("3", "经营用房", "Business"),
    ("4", "公共用房", "Public"),
)
STRUCTURES = choices(
    ("1", "钢筋混凝土（框架）", "Reinforced concrete frame"),
    ("2", "砖混", "Brick-concrete"),
    ("3", "砖木", "Brick-timber"),
    ("4", "土木", "Earth-timber"),
    ("5", "窑洞", "Cave dwelling"),
    ("9", "其他", "Other"),
)
DAMAGE_SIGNS = choices(
    ("collapse", "整体或局部倒塌", "Collapse"),
    ("wall_crack", "承重墙裂缝", "Cracks in bearing walls"),
    ("tilt", "墙柱倾斜", "Leaning walls or columns"),
    ("roof", "屋面塌落或漏雨", "Roof fallen or leaking"),
    ("found", "地基沉降", "Foundation settled"),
    ("flooded", "进水浸泡", "Flooded"),
    ("buried", "掩埋", "Buried"),
    ("nonbear", "非承重构件破坏", "Non-bearing parts broken"),
    ("none", "无明显损坏", "No visible damage"),
)
SHELTERS = choices(
    ("1", "原房居住", "In the same house"),
    ("2", "投亲靠友", "With relatives or friends"),
    ("3", "集中安置点", "Shelter"),
    ("4", "帐篷", "Tent"),
    ("5", "租房", "Rented"),
    ("6", "借住公房", "Public building"),
)
RELIEF_NEEDS = choices(
    ("none", "无", "None"),
    ("food", "食品饮水", "Food and water"),
    ("quilt", "棉被衣物", "Quilts and clothes"),
    ("tent", "帐篷", "Tent"),
    ("medical", "医疗", "Medical"),
    ("cash", "资金", "Cash"),
    ("rescue", "抢险排危", "Rescue or clearing"),
)
SELF_REBUILD = choices(
    ("1", "有能力自建", "Able"),
    ("2", "部分有能力", "Partly able"),
    ("3", "无能力", "Unable"),
)
FACILITIES = choices(
    ("none", "无", "None"),
    ("office", "办公场所", "Office"),
    ("hall", "便民服务大厅", "Service hall"),
    ("clinic", "卫生室", "Clinic"),
    ("school", "学校或教学点", "School"),
    ("kinder", "幼儿园", "Kindergarten"),
    ("care", "日间照料中心", "Day care"),
    ("square", "文化广场", "Square"),
    ("road", "通硬化路", "Paved road"),
    ("water", "通自来水", "Tap water"),
    ("net", "通宽带", "Broadband"),
    ("shelter", "避难场所", "Emergency shelter"),
    ("broadcast", "应急广播", "Emergency broadcast"),
)
PETITION_KINDS = choices(
    ("1", "公示异议", "Objection to a public list"),
    ("2", "来信", "Letter"),
    ("3", "来访", "Visit"),
    ("4", "来电", "Call"),
    ("5", "网络", "Online"),
    ("6", "上级转办", "Passed on from above"),
)
CHANNELS = choices(
    ("1", "当面", "In person"),
    ("2", "电话", "Phone"),
    ("3", "书面", "Letter"),
    ("4", "举报箱", "Complaint box"),
    ("5", "网上", "Online"),
    ("6", "巡查发现", "Found by inspection"),
)
OBJECTION_REASONS = choices(
    ("income", "收入财产不实", "Income or assets misstated"),
    ("member", "家庭人口不实", "Members misstated"),
    ("relative", "人情保关系保", "Favouritism"),
    ("omitted", "应保未保", "Entitled but left out"),
    ("class", "类别不当", "Wrong class"),
    ("dead", "人员死亡未停发", "Deceased still paid"),
    ("procedure", "程序不规范", "Procedure not kept"),
    ("amount", "发放金额不符", "Amount paid is wrong"),
    ("other", "其他", "Other"),
)
CHECK_RESULTS = choices(
    ("1", "属实", "Upheld"),
    ("2", "部分属实", "Partly upheld"),
    ("3", "不属实", "Not upheld"),
    ("4", "无法核实", "Cannot be checked"),
)
CLASSES = choices(
    ("1", "一类", "Class 1"),
    ("2", "二类", "Class 2"),
    ("3", "三类", "Class 3"),
    ("4", "四类", "Class 4"),
)
SEX = choices(
    ("1", "男", "Male"),
    ("2", "女", "Female"),
)
CARE_LEVELS = choices(
    ("1", "全自理", "Cares for himself or herself"),
    ("2", "半护理", "Partial care"),
    ("3", "全护理", "Full care"),
)
BENEFIT_KINDS = choices(
    ("dibao_urban", "城市低保", "Urban Dibao"),
    ("dibao_rural", "农村低保", "Rural Dibao"),
    ("tekun", "特困供养（五保）", "Destitute support"),
    ("medical", "医疗救助", "Medical assistance"),
    ("temp", "临时救助", "Temporary assistance"),
    ("low_income", "低保边缘户", "Low-income edge household"),
    ("rigid", "刚性支出困难家庭", "Household with unavoidable costs"),
    ("orphan", "孤儿", "Orphan support"),
    ("disab_life", "困难残疾人生活补贴", "Living subsidy for the disabled"),
    ("disab_care", "重度残疾人护理补贴", "Care subsidy for the disabled"),
    ("old80", "高龄津贴", "Old-age allowance"),
    ("youfu", "重点优抚", "Preferential treatment"),
)
DISASTER_TYPES = choices(
    ("drought", "干旱", "Drought"),
    ("flood", "洪涝", "Flood"),
    ("hail_wind", "风雹", "Hail and wind"),
    ("low_temp", "低温冷冻", "Low temperature"),
    ("snow", "雪灾", "Snow"),
    ("sandstorm", "沙尘暴", "Sandstorm"),
    ("earthquake", "地震", "Earthquake"),
    ("collapse", "崩塌", "Rock fall"),
    ("landslide", "滑坡", "Landslide"),
    ("debris_flow", "泥石流", "Debris flow"),
    ("forest_fire", "森林草原火灾", "Forest or grassland fire"),
    ("biological", "生物灾害", "Biological disaster"),
    ("typhoon", "台风", "Typhoon"),
    ("storm_surge", "风暴潮、海啸", "Storm surge or tsunami"),
)
