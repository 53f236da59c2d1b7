//! The words and columns that tables share, and the tables that hold no
//! mentions; those that do are in [`super::mention_columns`].
//!
//! This is the one place where a column is added, renamed or reworded. The
//! order here is the order of the files; [`super::row`] hands out its cells in
//! the same order and a test holds the two together.

use super::table::{Column, ColumnType, Domain, Schema};
use crate::calendar::CalendarSystem;

pub(super) const EDTF: Domain = Domain::Pattern(r"^[0-9XY~?%./,\[\]-]+$");
/// Words of the `calendar` column.
pub(super) const CALENDARS: [&str; CalendarSystem::ALL.len()] = {
    let mut words = [""; CalendarSystem::ALL.len()];
    let mut at = 0;
    while at < words.len() {
        words[at] = CalendarSystem::ALL[at].as_str();
        at += 1;
    }
    words
};
pub(super) const KEYS: Domain = Domain::Pattern("^[^;]+(;[^;]+)*$");

pub(super) const fn column(
    name: &'static str,
    kind: ColumnType,
    domain: Domain,
    about_en: &'static str,
    about_ar: &'static str,
) -> Column {
    Column {
        name,
        kind,
        nullable: false,
        domain,
        about_en,
        about_ar,
    }
}

pub(super) const fn nullable(column: Column) -> Column {
    Column {
        nullable: true,
        ..column
    }
}

pub(super) const DOC_ID: Column = column(
    "doc_id",
    ColumnType::String,
    Domain::Any,
    "Name of the document.",
    "اسم الوثيقة.",
);

pub(super) const SENTENCE: Column = column(
    "sentence",
    ColumnType::Integer,
    Domain::Any,
    "Index of the sentence within the document, from 0.",
    "ترتيب الجملة في الوثيقة بدءًا من الصفر.",
);

pub(super) const START: Column = column(
    "start",
    ColumnType::Integer,
    Domain::Any,
    "First character of the mention, counted in Unicode scalar values from 0.",
    "أول محرف من الذكر بعدّ محارف يونيكود من الصفر.",
);

pub(super) const END: Column = column(
    "end",
    ColumnType::Integer,
    Domain::Any,
    "One past the last character of the mention.",
    "المحرف الذي يلي آخر محارف الذكر.",
);

pub(super) const BYTE_START: Column = column(
    "byte_start",
    ColumnType::Integer,
    Domain::Any,
    "First byte of the mention in the UTF-8 text, from 0.",
    "أول بايت من الذكر في نص UTF-8 بدءًا من الصفر.",
);

pub(super) const BYTE_END: Column = column(
    "byte_end",
    ColumnType::Integer,
    Domain::Any,
    "One past the last byte of the mention.",
    "البايت الذي يلي آخر بايتات الذكر.",
);

pub(super) const TEXT: Column = column(
    "text",
    ColumnType::String,
    Domain::Any,
    "The mention as it stands in the document, untouched.",
    "الذكر كما ورد في الوثيقة دون تغيير.",
);

pub(super) const RULE: Column = column(
    "rule",
    ColumnType::String,
    Domain::Any,
    "Id of the rule that found the mention.",
    "معرّف القاعدة التي وجدت الذكر.",
);

pub(super) const VALUE: Column = nullable(column(
    "value",
    ColumnType::String,
    EDTF,
    "The date as EDTF (ISO 8601-2), Gregorian; empty where unresolved.",
    "التاريخ الميلادي بصيغة EDTF (ISO 8601-2)؛ فارغ إن لم يُعرف.",
));

pub(super) const EARLIEST: Column = nullable(column(
    "earliest",
    ColumnType::Date,
    Domain::Any,
    "First day, inclusive, proleptic Gregorian; empty where unresolved or where the stretch has no beginning.",
    "أول يوم، داخل في المدة، بالتقويم الميلادي الممدود؛ فارغ إن لم يُعرف أو لم يكن للمدة بداية.",
));

pub(super) const LATEST: Column = nullable(column(
    "latest",
    ColumnType::Date,
    Domain::Any,
    "Last day, inclusive, proleptic Gregorian; empty where unresolved or where the stretch has no end.",
    "آخر يوم، داخل في المدة، بالتقويم الميلادي الممدود؛ فارغ إن لم يُعرف أو لم يكن للمدة نهاية.",
));

/// The table of dates beside countries and organizations.
pub static TIMELINE: Schema = Schema {
    name: "timeline",
    about_en: "One row a date mention whose sentence names a country or an organization.",
    about_ar: "صف لكل ذكر لتاريخ تَرِد في جملته دولة أو منظمة.",
    columns: &[
        DOC_ID,
        SENTENCE,
        VALUE,
        EARLIEST,
        LATEST,
        nullable(column(
            "countries",
            ColumnType::String,
            KEYS,
            "Keys of the countries named in the sentence, joined by semicolons, in order of first appearance; empty where none is.",
            "مفاتيح الدول المذكورة في الجملة مفصولة بفاصلة منقوطة بترتيب أول ورود؛ فارغ إن لم تُذكر دولة.",
        )),
        nullable(column(
            "organizations",
            ColumnType::String,
            KEYS,
            "Ids of the organizations named in the sentence, joined by semicolons, in order of first appearance; empty where none is.",
            "معرّفات المنظمات المذكورة في الجملة مفصولة بفاصلة منقوطة بترتيب أول ورود؛ فارغ إن لم تُذكر منظمة.",
        )),
        column(
            "text",
            ColumnType::String,
            Domain::Any,
            "The sentence as it stands in the document.",
            "الجملة كما وردت في الوثيقة.",
        ),
    ],
    primary_key: &[],
};

/// The table of documents.
pub static DOCUMENTS: Schema = Schema {
    name: "documents",
    about_en: "One row a document that was read.",
    about_ar: "صف لكل وثيقة قُرئت.",
    columns: &[
        DOC_ID,
        column(
            "source",
            ColumnType::String,
            Domain::Any,
            "Where it was read: path relative to the input, with the line number for a JSON line.",
            "موضع القراءة: المسار نسبةً إلى المدخل، مع رقم السطر في ملفات JSON Lines.",
        ),
        column(
            "sha256",
            ColumnType::String,
            Domain::Pattern("^[0-9a-f]{64}$"),
            "SHA-256 of the text as UTF-8.",
            "بصمة SHA-256 للنص بترميز UTF-8.",
        ),
        column(
            "encoding",
            ColumnType::String,
            Domain::Any,
            "Encoding that the source was in.",
            "ترميز المصدر.",
        ),
        nullable(column(
            "reference_date",
            ColumnType::Date,
            Domain::Any,
            "Day the text was written, for relative dates; empty where none was given.",
            "يوم كتابة النص، لحساب التواريخ النسبية؛ فارغ إن لم يُعطَ.",
        )),
        column(
            "chars",
            ColumnType::Integer,
            Domain::Any,
            "Length of the text in Unicode scalar values.",
            "طول النص بمحارف يونيكود.",
        ),
        column(
            "sentences",
            ColumnType::Integer,
            Domain::Any,
            "Number of sentences.",
            "عدد الجمل.",
        ),
        column(
            "dates",
            ColumnType::Integer,
            Domain::Any,
            "Number of rows in dates.",
            "عدد الصفوف في جدول التواريخ.",
        ),
        column(
            "countries",
            ColumnType::Integer,
            Domain::Any,
            "Number of rows in countries.",
            "عدد الصفوف في جدول الدول.",
        ),
        column(
            "organizations",
            ColumnType::Integer,
            Domain::Any,
            "Number of rows in organizations.",
            "عدد الصفوف في جدول المنظمات.",
        ),
    ],
    primary_key: &["doc_id"],
};

/// The table of sentences, which only the database has.
pub static SENTENCES: Schema = Schema {
    name: "sentences",
    about_en: "One row a sentence of a document that was read (only in the SQLite database, which can search them).",
    about_ar: "صف لكل جملة من وثيقة قُرئت (في قاعدة بيانات SQLite وحدها، وفيها يمكن البحث).",
    columns: &[
        column(
            "id",
            ColumnType::Integer,
            Domain::Any,
            "Number of the sentence within the dataset, from 1; the `rowid` of `search`.",
            "رقم الجملة في مجموعة البيانات كلها بدءًا من الواحد، وهو `rowid` في جدول `search`.",
        ),
        DOC_ID,
        SENTENCE,
        column(
            "start",
            ColumnType::Integer,
            Domain::Any,
            "First character of the sentence, counted in Unicode scalar values from 0.",
            "أول محرف من الجملة بعدّ محارف يونيكود من الصفر.",
        ),
        column(
            "end",
            ColumnType::Integer,
            Domain::Any,
            "One past the last character of the sentence.",
            "المحرف الذي يلي آخر محارف الجملة.",
        ),
        column(
            "byte_start",
            ColumnType::Integer,
            Domain::Any,
            "First byte of the sentence in the UTF-8 text, from 0.",
            "أول بايت من الجملة في نص UTF-8 بدءًا من الصفر.",
        ),
        column(
            "byte_end",
            ColumnType::Integer,
            Domain::Any,
            "One past the last byte of the sentence.",
            "البايت الذي يلي آخر بايتات الجملة.",
        ),
        column(
            "text",
            ColumnType::String,
            Domain::Any,
            "The sentence as it stands in the document.",
            "الجملة كما وردت في الوثيقة.",
        ),
    ],
    primary_key: &["id"],
};

/// The list of documents that were set aside (`rejects.jsonl`).
pub static REJECTS: Schema = Schema {
    name: "rejects",
    about_en: "One row a document that was set aside, with the reason.",
    about_ar: "صف لكل وثيقة نُحّيت مع السبب.",
    columns: &[
        nullable(column(
            "doc_id",
            ColumnType::String,
            Domain::Any,
            "Name that the document would have had; empty where it had none.",
            "الاسم الذي كان سيُعطى للوثيقة؛ فارغ إن لم يكن لها اسم.",
        )),
        nullable(column(
            "source",
            ColumnType::String,
            Domain::Any,
            "Where it was read; empty where that is not known.",
            "موضع القراءة؛ فارغ إن لم يُعرف.",
        )),
        nullable(column(
            "byte_offset",
            ColumnType::Integer,
            Domain::Any,
            "Byte of the source at which reading failed; empty where the fault has no place.",
            "البايت الذي توقفت عنده القراءة في المصدر؛ فارغ إن لم يكن للعطب موضع.",
        )),
        column(
            "reason",
            ColumnType::String,
            Domain::Any,
            "What was wrong.",
            "سبب التنحية.",
        ),
    ],
    primary_key: &[],
};
