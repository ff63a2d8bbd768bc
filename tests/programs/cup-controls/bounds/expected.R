source("../../../reference/indicators.R")
at <- list(period = "2017-Q3")
of <- function(...) do.call(rate, c(list(...), at))
expect(rbind(of("control_rate", 11, 12), of("irregularity_rate", 3, 8, 1), of("irregularity_rate_least", 3, 10, 1),
             of("irregularity_rate_most", 5, 10, 1), of("risk_based_share", 0, 0, 11), of("random_share", 0, 0, 11),
             of("risk_irregularity_rate", 0, 0), of("random_irregularity_rate", 0, 0), of("targeting_lift", 0, 0)))
