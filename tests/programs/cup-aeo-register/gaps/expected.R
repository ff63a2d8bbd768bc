# By hand. AT: 10 reported, then 11, 11, 11, 10; 9 reported at the end: -1. BE, never reported: two grants, a cessation.
source("../../../reference/indicators.R")
period <- c("2016-Q4", "2017-Q1", "2017-Q2", "2017-Q3", "2017-Q4")
row <- function(code, member_state, x) count(code, x, 0, data.frame(period, member_state))
expect(rbind(row("aeo_valid", "AT", c(10, 11, 11, 11, 10)), row("aeo_valid", "BE", c(0, 0, 0, 0, 1)),
             row("aeo_stock_residual", "AT", c(NA, NA, NA, NA, -1)), row("aeo_stock_residual", "BE", NA_real_)))
