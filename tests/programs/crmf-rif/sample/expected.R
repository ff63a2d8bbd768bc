source("../../../reference/indicators.R")
suppressMessages(library(survival))
as_of <- as.Date("2017-11-15")
expect(each(sample_of("rif.csv"), ~ year(issue_date) + member_state, function(d) {
    key <- data.frame(period = year(d$issue_date[1]), member_state = d$member_state[1])
    issue <- as.Date(d$issue_date)
    due <- as.Date(d$feedback_due_date)
    feedback <- as.Date(d$feedback_date)
    answered <- !is.na(feedback) & feedback <= as_of
    met <- due <= as_of
    seen <- issue <= as_of
    days <- as.numeric(ifelse(answered, feedback, as_of) - as.numeric(issue))[seen]
    fit <- summary(survfit(Surv(days, answered[seen]) ~ 1, conf.type = "log-log"))$table
    median <- data.frame(indicator = "feedback_median_days", key, value = fit["median"], lower = fit["0.95LCL"],
                         upper = fit["0.95UCL"], numerator = sum(answered[seen]), denominator = sum(seen),
                         n_missing = sum(!seen))
    rbind(count("rifs_issued", nrow(d), 0, key),
          rate("rif_completion", sum(d$fields_completed), sum(d$fields_required), 0, key),
          rate("rif_precision", sum(d$fields_precise), sum(d$fields_completed), 0, key),
          rate("rif_relevance", total(d$relevant == "yes"), sum(!is.na(d$relevant)), sum(is.na(d$relevant)), key),
          rate("feedback_on_time_rate", sum(met & answered & feedback <= due, na.rm = TRUE), sum(met), sum(!met), key),
          median)
}))
