# What the expected.R of the golden folders share: the samples, the standard intervals, the comparison.
# Run one in its folder: Rscript expected.R. It is silent where out.csv holds what R computes, else it stops.
root <- Sys.getenv("CUPRUM_ROOT", "../../../..")

# Codes stay texts; an empty cell is NA.
sample_of <- function(name, ...) {
    rows <- read.csv(file.path(root, "datasets", name), na.strings = "", colClasses = "character", encoding = "UTF-8")
    type.convert(rows, as.is = TRUE, na.strings = "", ...)
}
quarter <- function(date) paste0(substr(date, 1, 4), "-Q", (as.integer(substr(date, 6, 7)) + 2) %/% 3)
year <- function(date) substr(date, 1, 4)
total <- function(x) sum(x, na.rm = TRUE)

# Rows of the indicator table. prop.test without correction has Wilson's interval.
rate <- function(indicator, x, n, missing = 0, ...) {
    interval <- if (n > 0 && x <= n) suppressWarnings(prop.test(x, n, correct = FALSE))$conf.int else c(NA, NA)
    if (n > 0 && x == 0) interval[1] <- 0
    data.frame(indicator, ..., value = if (n > 0) x / n else NA, lower = interval[1], upper = interval[2],
               numerator = x, denominator = n, n_missing = missing)
}
count <- function(indicator, x, missing = 0, ...)
    data.frame(indicator, ..., value = x, lower = NA, upper = NA, numerator = x, denominator = NA, n_missing = missing)

# FUN of the rows of each value of key, one below the other.
each <- function(rows, key, FUN) do.call(rbind, lapply(split(rows, key, drop = TRUE), FUN))

# Stops unless out.csv has these rows and no others, in any order, numbers within tolerance.
expect <- function(rows, file = "out.csv", tolerance = 1e-9) {
    numbers <- c("value", "lower", "upper", "numerator", "denominator", "n_missing")
    keys <- setdiff(names(rows), numbers)
    out <- read.csv(file, na.strings = "", colClasses = "character", encoding = "UTF-8")
    name <- function(table) do.call(paste, c(lapply(table[keys], function(x) ifelse(is.na(x), "", x)), sep = "|"))
    if (!setequal(name(rows), name(out)) || nrow(rows) != nrow(out))
        stop("rows differ: ", toString(c(setdiff(name(rows), name(out)), setdiff(name(out), name(rows)))))
    out <- out[match(name(rows), name(out)), ]
    for (column in intersect(numbers, names(rows))) {
        got <- as.numeric(out[[column]])
        want <- as.numeric(rows[[column]])
        bad <- is.na(got) != is.na(want) | (!is.na(got) & !is.na(want) & abs(got - want) > tolerance * pmax(1, abs(want)))
        if (any(bad))
            stop(column, " of ", name(rows)[bad][1], ": ", got[bad][1], ", R has ", want[bad][1])
    }
}
