# Read off the rows by hand.
source("../../../reference/indicators.R")
row <- function(...) rate(..., period = "2017-Q3")
out <- readLines("out.csv")
header <- grep("^indicator", out)
part <- tempfile()
writeLines(out[seq_len(header[2] - 1)], part)
expect(rbind(count("ens_declarations", 4, 1, period = "2017-Q3"), row("ens_amended_share", 2, 5, 1),
             row("ens_on_time_share", 3, 5, 1), row("ens_field_completeness_consignor", 5, 6),
             row("ens_field_completeness_consignee", 4, 6), row("ens_field_completeness_seller", 0, 0),
             row("ens_field_completeness_buyer", 0, 0), row("ens_field_completeness_commodity", 5, 6),
             row("ens_field_completeness_transport_mode", 6, 6)), part)
writeLines(out[header[2]:length(out)], part)
expect(rbind(rate("ens_field_completeness_consignor", 1, 2, period = "2017-Q3", release = "ICS"),
             rate("ens_field_completeness_consignor", 4, 4, period = "2017-Q3", release = "ICS2")), part)
