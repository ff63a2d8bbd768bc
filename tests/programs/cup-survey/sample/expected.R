source("../../../reference/indicators.R")
survey <- sample_of("survey.csv")
actions <- table(sample_of("actions.csv")$status)
key <- function(d) data.frame(period = "", sub_action = d$sub_action, question = d$question, answer = d$answer)
shares <- each(survey, ~ sub_action + question, function(d) {
    silent <- d$answer == "no reply"
    x <- d$member_states[!silent]
    data.frame(indicator = "answer_share", key(d[!silent, ]), value = x / sum(x), lower = NA, upper = NA, numerator = x,
               denominator = sum(x), n_missing = sum(d$member_states[silent]))
})
numbers <- count("member_states", survey$member_states, 0, key(survey))
status <- c(COMPLETED = "actions_completed", ONGOING = "actions_ongoing", NOT_STARTED = "actions_not_started")
none <- data.frame(period = "", sub_action = "", question = "", answer = "")
expect(rbind(shares, numbers, count(status, as.vector(actions[names(status)]), 0, none)))
