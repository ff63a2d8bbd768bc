source("../../../reference/indicators.R")
assistance <- each(sample_of("assistance.csv"), ~ quarter(date) + member_state, function(d) {
    known <- !is.na(d$answers)
    open <- sum(d$requests[!known])
    key <- data.frame(period = quarter(d$date[1]), member_state = d$member_state[1])
    rbind(count("requests", sum(d$requests), 0, key),
          count("answers", total(d$answers), open, key),
          rate("answer_rate", total(d$answers), sum(d$requests[known]), open, key))
})
programme <- each(sample_of("programme.csv"), ~ quarter(date) + member_state, function(d) {
    key <- data.frame(period = quarter(d$date[1]), member_state = d$member_state[1])
    rbind(count("participations", sum(d$participations), 0, key), count("man_days", sum(d$man_days), 0, key))
})
expect(rbind(assistance, programme))
