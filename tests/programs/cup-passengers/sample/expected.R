source("../../../reference/indicators.R")
expect(each(sample_of("passengers.csv"), ~ year(date) + traffic + member_state, function(d) {
    known <- !is.na(d$seizures)
    rate("seizure_rate", sum(d$seizures[known]), sum(d$controls[known]), sum(d$controls[!known]),
         period = year(d$date[1]), traffic = d$traffic[1], member_state = d$member_state[1])
}))
