# Reads every table with readr, or with base R where readr is not installed, and writes what it read as
# CSV with every cell in quotes and `NA` only where a cell is missing, for `tables_of_r.py` to compare.
arguments <- commandArgs(trailingOnly = TRUE)
directory <- arguments[1]
answers <- arguments[2]
with_readr <- requireNamespace("readr", quietly = TRUE)
places <- c("sentence", "start", "end", "byte_start", "byte_end", "chars", "sentences", "dates", "countries", "organizations")
for (table in c("dates", "countries", "organizations", "timeline", "documents")) {
  file <- file.path(directory, paste0(table, ".csv"))
  names <- strsplit(sub("^\ufeff", "", readLines(file, n = 1, encoding = "UTF-8")), ",")[[1]]
  # In `timeline` these are lists of keys.
  whole <- if (table == "timeline") "sentence" else places
  kinds <- ifelse(names %in% whole, "i", ifelse(names == "within_organization", "l", "c"))
  if (with_readr) {
    read <- readr::read_csv(file, col_types = paste(kinds, collapse = ""), na = "", trim_ws = FALSE, progress = FALSE)
    stopifnot(nrow(readr::problems(read)) == 0)
  } else {
    classes <- c(i = "integer", l = "logical", c = "character")[kinds]
    read <- read.csv(file, colClasses = unname(classes), na.strings = "", fileEncoding = "UTF-8-BOM", check.names = FALSE)
  }
  stopifnot(identical(names(read), names))
  stopifnot(all(vapply(read[kinds == "i"], is.integer, logical(1))))
  if (table == "countries") stopifnot(sum(read$alpha2 == "NA", na.rm = TRUE) > 0)
  read[kinds == "l"] <- lapply(read[kinds == "l"], function(truth) tolower(as.character(truth)))
  # A cell that is missing becomes a sign that no text has.
  shown <- lapply(read, function(cells) ifelse(is.na(cells), "\u2205", as.character(cells)))
  out <- file(file.path(answers, paste0(table, ".csv")), open = "wb")
  write.csv(as.data.frame(shown, check.names = FALSE), out, row.names = FALSE, quote = TRUE, fileEncoding = "UTF-8")
  close(out)
}
cat(if (with_readr) paste("readr", packageVersion("readr")) else "base R (readr is not installed)", "\n")
