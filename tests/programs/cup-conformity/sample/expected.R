source("../../../reference/indicators.R")
expect(each(sample_of("conformity.csv"), ~ year(date) + member_state, function(d) {
    at <- list(period = year(d$date[1]), member_state = d$member_state[1])
    ipr <- d[d$finding == "ipr", ]
    cases <- sum(d$cases[d$finding == "non_conformity"])
    million <- do.call(rate, c("conformity_per_million", cases, total(d$import_items), 0, at))
    million[c("value", "lower", "upper")] <- 1e6 * million[c("value", "lower", "upper")]
    rbind(do.call(count, c("conformity_cases", cases, 0, at)), million,
          do.call(count, c("ipr_cases", sum(ipr$cases), 0, at)),
          do.call(count, c("ipr_articles", total(ipr$articles), sum(ipr$cases[is.na(ipr$articles)]), at)),
          do.call(count, c("ipr_value", total(ipr$market_value), sum(ipr$cases[is.na(ipr$market_value)]), at)))
}))
