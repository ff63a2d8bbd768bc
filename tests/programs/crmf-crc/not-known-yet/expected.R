source("../../../reference/indicators.R")
row <- function(code, x, n, missing, area) rate(code, x, n, missing, period = "2017-Q3", policy_area = area)
expect(rbind(row("crc_hit_rate", 60, 1500, 300, "ipr"), row("crc_final_hit_share", 10, 40, 20, "ipr"),
             row("crc_false_positive_share", 30, 40, 20, "ipr"), row("crc_hit_rate", 3, 2, 0, "safety"),
             row("crc_final_hit_share", 0, 3, 0, "safety"),
             cbind(row("crc_false_positive_share", 3, 3, 0, "safety")[1:5], upper = 1, numerator = 3, denominator = 3, n_missing = 0),
             row("crc_hit_rate", 0, 0, 0, "financial"), row("crc_final_hit_share", 0, 0, 0, "financial"),
             row("crc_false_positive_share", 0, 0, 0, "financial")))
