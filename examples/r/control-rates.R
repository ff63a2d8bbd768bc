# control-rates: a result read into R with its types. NA is Namibia, so only an empty cell is missing.
#
#     cup-controls --by member_state declarations.csv >rates.csv && Rscript examples/r/control-rates.R rates.csv
file <- commandArgs(trailingOnly = TRUE)[1]
text <- c(indicator = "character", period = "character", unit = "character", status = "character", method = "character")
names <- names(read.csv(file, nrows = 1, check.names = FALSE))
keys <- names[seq_len(match("value", names) - 1)]
types <- ifelse(names %in% c(keys, names(text)), "character", "numeric")
table <- read.csv(file, colClasses = types, na.strings = "", check.names = FALSE)
rates <- table[table$indicator == "control_rate", ]
cat(sprintf("%s,%.6g,%.6g,%.6g\n", rates[[length(keys)]], rates$value, rates$lower, rates$upper), sep = "")
