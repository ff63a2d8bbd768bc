# datatable: the two jobs in R. Arguments: A or B, file, threads.
suppressMessages(library(data.table))
given <- commandArgs(TRUE)
setDTthreads(as.integer(given[3]))
if (given[1] == "A") {
    t <- fread(given[2], select = c("member_state", "importer_aeo", "items", "controls"), na.strings = NULL)
    r <- t[, .(sum(items), sum(controls)), by = .(member_state, importer_aeo)]
} else {
    t <- fread(given[2], select = c("commodity", "origin", "statistical_value", "net_mass", "items"),
               colClasses = list(character = "commodity"), na.strings = "")
    t <- t[statistical_value > 0 & net_mass > 0 & items > 0]
    t[, l := log(statistical_value / net_mass)]
    r <- t[, .(.N, median(l), mad(l, constant = 1.4826)), by = .(commodity, origin)]
}
fwrite(r, col.names = FALSE)
