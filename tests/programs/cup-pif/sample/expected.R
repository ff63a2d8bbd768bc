source("../../../reference/indicators.R")
tor <- c("2016" = 520000000, "2017" = 610000000.5)
amounts <- function(indicator, x, of, missing, period)
    data.frame(indicator, period, value = x / of, lower = NA, upper = NA, numerator = x, denominator = of,
               n_missing = missing)
expect(each(sample_of("pif.csv"), ~ year(report_date), function(d) {
    period <- year(d$report_date[1])
    small <- sum(d$pif_amount <= 10000)
    d <- d[d$pif_amount > 10000, ]
    known <- !is.na(d$case_kind)
    fraud <- known & d$case_kind == "fraud"
    followed <- !is.na(d$recovered)
    rbind(amounts("pif_fraud_detection_rate", sum(d$pif_amount[fraud]), tor[[period]], small, period),
          amounts("pif_irregularity_detection_rate", sum(d$pif_amount[known & !fraud]), tor[[period]], small, period),
          rate("pif_fraud_frequency", sum(fraud), sum(known), sum(!known), period = period),
          amounts("pif_fraud_amount_level", sum(d$pif_amount[fraud]), sum(d$pif_amount[known]), sum(!known), period),
          amounts("pif_recovery_rate", total(d$recovered), sum(d$pif_amount[followed]), sum(!followed), period))
}))
