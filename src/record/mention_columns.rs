//! The columns of the tables of mentions.

use super::columns::{
    BYTE_END, BYTE_START, CALENDARS, DOC_ID, EARLIEST, END, LATEST, RULE, SENTENCE, START, TEXT,
    VALUE, column, nullable,
};
use super::table::{ColumnType, Domain, Schema};
use crate::calendar::Granularity;
use crate::lexicon::CATEGORIES;

const DATE_KINDS: &[&str] = &["absolute", "interval", "relative"];
const COUNTRY_KINDS: &[&str] = &["name", "demonym", "group"];
const ORGANIZATION_KINDS: &[&str] = &["name", "acronym", "alias", "anaphor"];
const CERTAINTIES: &[&str] = &[
    "certain",
    "approximate",
    "uncertain",
    "ambiguous",
    "conflict",
];
const BASES: &[&str] = &["explicit", "reference", "context", "unresolved"];
const STATUSES: &[&str] = &["current", "former", "territory", "constituent"];
const GRANULARITIES: [&str; Granularity::ALL.len()] = {
    let mut words = [""; Granularity::ALL.len()];
    let mut at = 0;
    while at < words.len() {
        words[at] = Granularity::ALL[at].as_str();
        at += 1;
    }
    words
};

/// The table of date mentions.
pub static DATES: Schema = Schema {
    name: "dates",
    about_en: "One row a date mention: what it says and which days it denotes.",
    about_ar: "صف لكل ذكر لتاريخ: نصه والأيام التي يدل عليها.",
    columns: &[
        DOC_ID,
        column(
            "mention_id",
            ColumnType::String,
            Domain::Pattern("^d[1-9][0-9]*$"),
            "Number of the mention within its document, with the letter of its table.",
            "رقم الذكر داخل وثيقته مسبوقًا بحرف جدوله.",
        ),
        SENTENCE,
        START,
        END,
        BYTE_START,
        BYTE_END,
        TEXT,
        column(
            "kind",
            ColumnType::String,
            Domain::OneOf(DATE_KINDS),
            "Shape of the expression: told in full, a stretch between two dates, or relative to another date.",
            "شكل العبارة: تاريخ قائم بنفسه، أو مدة بين تاريخين، أو تاريخ منسوب إلى غيره.",
        ),
        RULE,
        VALUE,
        nullable(column(
            "timex3",
            ColumnType::String,
            Domain::Any,
            "The date as a TIMEX3 value; empty where unresolved.",
            "التاريخ بصيغة TIMEX3؛ فارغ إن لم يُعرف.",
        )),
        EARLIEST,
        LATEST,
        nullable(column(
            "granularity",
            ColumnType::String,
            Domain::OneOf(&GRANULARITIES),
            "Unit of the calendar that the expression denotes; empty where unresolved.",
            "وحدة التقويم التي تدل عليها العبارة؛ فارغة إن لم تُعرف القيمة.",
        )),
        nullable(column(
            "calendar",
            ColumnType::String,
            Domain::OneOf(&CALENDARS),
            "Calendar that the text reckons in; empty where unresolved.",
            "التقويم المستعمل في النص؛ فارغ إن لم تُعرف القيمة.",
        )),
        nullable(column(
            "calendar_value",
            ColumnType::String,
            Domain::Any,
            "The date in that calendar; empty where unresolved.",
            "التاريخ بذلك التقويم؛ فارغ إن لم تُعرف القيمة.",
        )),
        column(
            "certainty",
            ColumnType::String,
            Domain::OneOf(CERTAINTIES),
            "How sure the value is.",
            "درجة اليقين في القيمة.",
        ),
        column(
            "basis",
            ColumnType::String,
            Domain::OneOf(BASES),
            "Where the value came from.",
            "مصدر القيمة.",
        ),
    ],
    primary_key: &["doc_id", "mention_id"],
};

/// The table of country mentions.
pub static COUNTRIES: Schema = Schema {
    name: "countries",
    about_en: "One row a country mention; a group of states gives one row a member, with one mention_id.",
    about_ar: "صف لكل ذكر لدولة؛ ولمجموعة الدول صف لكل عضو بمعرّف ذكر واحد.",
    columns: &[
        DOC_ID,
        column(
            "mention_id",
            ColumnType::String,
            Domain::Pattern("^c[1-9][0-9]*$"),
            "Number of the mention within its document, with the letter of its table.",
            "رقم الذكر داخل وثيقته مسبوقًا بحرف جدوله.",
        ),
        SENTENCE,
        START,
        END,
        BYTE_START,
        BYTE_END,
        TEXT,
        column(
            "kind",
            ColumnType::String,
            Domain::OneOf(COUNTRY_KINDS),
            "Name, demonym or group of states.",
            "اسم أو نسبة أو مجموعة دول.",
        ),
        RULE,
        column(
            "country",
            ColumnType::String,
            Domain::Any,
            "Key of the country: ISO 3166-1 alpha-3, the ISO 3166-3 code of a former state, or the lexicon's id.",
            "مفتاح الدولة: رمز ISO 3166-1 الثلاثي، أو رمز ISO 3166-3 لدولة سابقة، أو معرّف المعجم.",
        ),
        nullable(column(
            "alpha3",
            ColumnType::String,
            Domain::Pattern("^[A-Z]{3}$"),
            "ISO 3166-1 alpha-3 code; for former states the withdrawn code; empty for historical states.",
            "رمز ISO 3166-1 الثلاثي، وللدول السابقة رمزها الملغى؛ فارغ للدول التاريخية.",
        )),
        nullable(column(
            "alpha2",
            ColumnType::String,
            Domain::Pattern("^[A-Z]{2}$"),
            "ISO 3166-1 alpha-2 code; empty for historical states.",
            "رمز ISO 3166-1 الثنائي؛ فارغ للدول التاريخية.",
        )),
        nullable(column(
            "numeric",
            ColumnType::String,
            Domain::Pattern("^[0-9]{3}$"),
            "ISO 3166-1 numeric code, three digits (text: the zeros in front count); empty for historical states.",
            "رمز ISO 3166-1 العددي من ثلاثة أرقام (نص: الأصفار البادئة معتبرة)؛ فارغ للدول التاريخية.",
        )),
        column(
            "name_ar",
            ColumnType::String,
            Domain::Any,
            "Arabic name of the country.",
            "اسم الدولة بالعربية.",
        ),
        column(
            "name_en",
            ColumnType::String,
            Domain::Any,
            "English name of the country.",
            "اسم الدولة بالإنجليزية.",
        ),
        column(
            "status",
            ColumnType::String,
            Domain::OneOf(STATUSES),
            "Sovereign state, former state, dependent territory or constituent country.",
            "دولة قائمة أو سابقة أو إقليم تابع أو بلد مكوِّن.",
        ),
        column(
            "within_organization",
            ColumnType::Boolean,
            Domain::Any,
            "Whether the mention stands inside an organization's name.",
            "هل يقع الذكر داخل اسم منظمة.",
        ),
        nullable(column(
            "other_readings",
            ColumnType::String,
            Domain::Any,
            "What the same words mean elsewhere, joined by `;`: keys of other countries, or a kind and a name (`city:عمّان`); empty where nothing else.",
            "ما تدل عليه الألفاظ نفسها في غير هذا الموضع، مفصولًا بـ«;»: مفاتيح دول أخرى، أو نوع واسم (`city:عمّان`)؛ فارغ إن لم تدل على غيره.",
        )),
    ],
    primary_key: &["doc_id", "mention_id", "country"],
};

/// The table of organization mentions.
pub static ORGANIZATIONS: Schema = Schema {
    name: "organizations",
    about_en: "One row an organization mention.",
    about_ar: "صف لكل ذكر لمنظمة.",
    columns: &[
        DOC_ID,
        column(
            "mention_id",
            ColumnType::String,
            Domain::Pattern("^o[1-9][0-9]*$"),
            "Number of the mention within its document, with the letter of its table.",
            "رقم الذكر داخل وثيقته مسبوقًا بحرف جدوله.",
        ),
        SENTENCE,
        START,
        END,
        BYTE_START,
        BYTE_END,
        TEXT,
        column(
            "kind",
            ColumnType::String,
            Domain::OneOf(ORGANIZATION_KINDS),
            "Name, acronym, alias that the document introduced, or anaphor.",
            "اسم أو مختصر أو اسم بديل عرّفته الوثيقة أو إحالة.",
        ),
        RULE,
        column(
            "org",
            ColumnType::String,
            Domain::Any,
            "Stable id of the organization.",
            "المعرّف الثابت للمنظمة.",
        ),
        nullable(column(
            "name_ar",
            ColumnType::String,
            Domain::Any,
            "Arabic name; empty where only a Latin one is known.",
            "الاسم بالعربية؛ فارغ إن لم يُعرف إلا الاسم اللاتيني.",
        )),
        nullable(column(
            "name_en",
            ColumnType::String,
            Domain::Any,
            "English name; empty where it is not known.",
            "الاسم بالإنجليزية؛ فارغ إن لم يُعرف.",
        )),
        nullable(column(
            "acronym",
            ColumnType::String,
            Domain::Any,
            "Usual Latin acronym; empty where there is none.",
            "المختصر اللاتيني الشائع؛ فارغ إن لم يوجد.",
        )),
        column(
            "category",
            ColumnType::String,
            Domain::OneOf(&CATEGORIES),
            "What kind of body it is.",
            "صنف المنظمة.",
        ),
    ],
    primary_key: &["doc_id", "mention_id"],
};
