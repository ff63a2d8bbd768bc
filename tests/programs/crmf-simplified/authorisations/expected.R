source("../../../reference/indicators.R")
a <- sample_of("authorisations.csv")
writeLines(grep("^status", readLines("out.csv"), value = TRUE, invert = TRUE), table <- tempfile())
share <- function(indicator, x, at) do.call(rate, c(indicator, total(x == "yes"), sum(!is.na(x)), sum(is.na(x)), at))
expect(each(a, ~ authorisation_kind, function(a) {
    at <- list(period = "", authorisation_kind = a$authorisation_kind[1])
    rbind(do.call(count, c("authorisations_valid", sum(is.na(a$ended_date)), 0, at)),
          share("authorisation_audit_rate", a$audited, at),
          share("authorisation_connected_share", a$connected, at),
          do.call(rate, c("authorisation_revocation_rate", total(a$ended_by == "revocation"), nrow(a), 0, at)))
}), file = table)
