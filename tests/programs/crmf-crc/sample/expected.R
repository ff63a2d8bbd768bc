source("../../../reference/indicators.R")
expect(each(sample_of("crc.csv"), ~ quarter(date) + policy_area, function(d) {
    period <- quarter(d$date[1])
    area <- d$policy_area[1]
    judged <- !is.na(d$final_hits)
    hits <- sum(d$automated_hits[judged])
    open <- sum(d$automated_hits[!judged])
    rbind(rate("crc_hit_rate", sum(d$automated_hits), sum(d$items_analysed), 0, period, policy_area = area),
          rate("crc_final_hit_share", sum(d$final_hits[judged]), hits, open, period, policy_area = area),
          rate("crc_false_positive_share", hits - sum(d$final_hits[judged]), hits, open, period, policy_area = area))
}))
