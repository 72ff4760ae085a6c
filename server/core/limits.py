"""Thresholds of the rules, with the defaults of rules.csv; a county may set its own."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Limits:
    """Numbers that rules compare with.  Units stand in the names; the rule stands behind."""

    # Time and device
    clock_ahead_min: int = 10  # W-11
    form_date_days: int = 1  # W-12
    late_days: int = 15  # W-13
    survey_s: int = 120  # W-14
    survey_per_member_s: int = 40  # W-14
    damage_s: int = 180  # W-14
    visit_s: int = 60  # W-14
    open_hours: int = 24  # W-15
    overlap_s: int = 60  # W-16
    travel_kmh: int = 120  # W-17
    travel_m: int = 2_000  # W-17
    night_from_hour: int = 22  # W-18
    night_to_hour: int = 6  # W-18
    first_year: int = 2_000  # W-19
    clock_future_days: int = 1  # W-19

    # Persons
    oldest_years: int = 110  # P-08
    no_id_until_years: int = 1  # P-13
    benefit_after_death_months: int = 1  # P-16
    marriage_age_women: int = 20  # P-17
    marriage_age_men: int = 22  # P-17
    primary_age: int = 5  # P-18
    junior_high_age: int = 11  # P-18
    senior_high_age: int = 14  # P-18
    college_age: int = 17  # P-18
    postgraduate_age: int = 20  # P-18
    labour_from_age: int = 16  # P-22
    labour_to_age: int = 60  # P-22
    student_age: int = 35  # P-23
    graduation_years: int = 14  # P-24
    phone_households: int = 5  # P-25

    # Households
    head_age: int = 16  # H-04
    adult_age: int = 18  # H-04
    generation_years: int = 15  # H-07
    members: int = 12  # H-10
    income_change_percent: int = 50  # H-14
    income_change_yuan: int = 2_000  # H-14
    income_times_average: int = 3  # H-15
    average_income_yuan: int = 0  # H-15: a head and year in the county; 0 while nobody entered it
    room_min_m2: int = 6  # H-16, D-35
    room_max_m2: int = 60  # H-16, D-35

    # Positions
    null_island_deg: float = 0.01  # S-02
    south_deg: float = 35.30  # S-03, S-08
    north_deg: float = 37.75
    west_deg: float = 103.40
    east_deg: float = 105.65
    county_outside_m: int = 500  # S-04
    village_outside_m: int = 200  # S-05
    centre_rural_m: int = 5_000  # S-05
    centre_urban_m: int = 1_500  # S-05
    accuracy_m: int = 30  # S-06
    accuracy_error_m: int = 150  # S-06
    damage_accuracy_m: int = 15  # S-06
    damage_accuracy_error_m: int = 75  # S-06
    same_spot_m: int = 3  # S-09
    same_spot_households: int = 5  # S-09
    registered_m: int = 300  # S-10
    start_point_m: int = 2_000  # S-11

    # Photos
    photo_bytes: int = 20_000  # F-01
    photo_side_px: int = 480  # F-01
    photo_time_min: int = 10  # F-02
    photo_position_m: int = 200  # F-03
    photo_hash_bits: int = 4  # F-05
    photo_dark: int = 20  # F-06
    photo_bright: int = 245  # F-06
    photo_sharpness: int = 20  # F-06
    whole_views: int = 1  # F-07
    part_views: int = 2  # F-07

    # Benefits
    able_from_age: int = 16  # B-07
    able_to_age: int = 60  # B-07
    old_age_allowance_age: int = 80  # B-09
    care_subsidy_grade3: bool = False  # B-10: also grade 3 intellectual and mental
    veteran_age: int = 60  # B-13
    dibao_visit_months: int = 3  # B-15
    amount_yuan: int = 1  # B-17
    dibao_share_percent: int = 40  # B-18
    dibao_change_percent: int = 20  # B-18

    # Disasters
    rooms_per_household: int = 15  # D-08
    loss_wan: Decimal = Decimal("0.01")  # D-09
    jump_times: int = 5  # D-12
    jump_from: int = 100  # D-12
    affected_percent: int = 120  # D-13
    farmland_percent: int = 110  # D-14
    first_report_min: int = 120  # D-18: the county's clock; a township's is 60, a village's 30
    nil_report_hours: int = 24  # D-19
    drought_report_days: int = 10  # D-19
    same_house_m: int = 5  # D-33

    # Villages
    register_percent: int = 20  # G-03
    register_count: int = 10  # G-03
    term_years: int = 5  # G-05
    old_term_years: int = 3  # G-05
    new_terms_from_year: int = 2_018  # G-05
    publications: int = 4  # G-06
    village_committee_min: int = 3  # G-07
    village_committee_max: int = 7  # G-07
    community_committee_min: int = 5  # G-07
    community_committee_max: int = 9  # G-07

    # Appraisal, public lists, objections
    appraisal_days: int = 30
    posted_days: int = 7  # L-01
    board_m: int = 200  # L-04
    board_hours: int = 24  # L-04
    check_working_days: int = 10  # O-02
    reply_days: int = 5  # O-04
