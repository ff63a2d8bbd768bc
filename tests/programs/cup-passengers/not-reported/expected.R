source("../../../reference/indicators.R")
row <- function(x, n, missing, traffic) rate("seizure_rate", x, n, missing, period = "2017-Q3", traffic = traffic)
expect(rbind(row(4, 100, 50, "air"), row(5, 2, 0, "sea"), row(0, 0, 0, "land")))
