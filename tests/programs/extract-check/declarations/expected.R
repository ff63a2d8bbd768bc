# Rscript expected.R: rows on which each check is made, and violations.
d <- read.csv("in.csv", colClasses = "character", fileEncoding = "UTF-8")
say <- function(check, column, made, bad) cat(sprintf("%s,%s,%d,%d\n", check, column, sum(made), sum(made & bad)))
number <- function(x) suppressWarnings(as.numeric(ifelse(grepl("^[-+]?[0-9.]+$", x), x, NA)))
columns <- setdiff(names(d), "note")
for (c in columns) say("completeness", c, TRUE & nchar(d[[c]]) >= 0, d[[c]] == "")
amounts <- c("net_mass", "statistical_value", "duty_rate", "duty_amount", "established_amount", "items")
for (c in amounts) say("number", c, d[[c]] != "", is.na(number(d[[c]])))
for (c in setdiff(amounts, "established_amount")) {
    n <- number(d[[c]])
    say("range", c, !is.na(n), n < 0)
}
codes <- list(importer_aeo = c("none", "AEOC", "AEOS", "AEOF"), control_stage = c("clearance", "post_clearance", "post_release"),
              control_type = c("documentary", "physical"), control_basis = c("risk_profile", "crc", "random", "other"),
              control_result = c("conform", "irregular", "open"))
for (c in names(codes)) say("code", c, d[[c]] != "", !(d[[c]] %in% codes[[c]]))
say("date", "acceptance_date", d$acceptance_date != "",
    is.na(as.Date(d$acceptance_date, format = "%Y-%m-%d", optional = TRUE)))
for (c in c("member_state", "origin")) say("country", c, d[[c]] != "", !grepl("^[A-Z][A-Z]$", d[[c]]))
all <- rep(TRUE, nrow(d))
say("dated", "acceptance_date", all, d$acceptance_date == "")
say("commodity", "commodity", d$commodity != "", !grepl("^([0-9]{6}|[0-9]{8}|[0-9]{10})$", d$commodity))
items <- number(d$items)
mass <- number(d$net_mass)
say("above_zero", "net_mass", !is.na(mass) & mass >= 0 & items != 0, mass == 0)
for (c in c("control_type", "control_basis", "control_result")) say("with_stage", c, d[[c]] != "", d$control_stage == "")
amount <- number(d$established_amount)
say("with_irregular", "established_amount", !is.na(amount) & amount != 0, d$control_result != "irregular")
value <- number(d$statistical_value)
rate <- number(d$duty_rate)
duty <- number(d$duty_amount)
expected <- value * rate / 100
made <- !is.na(expected) & !is.na(duty) & value >= 0
say("duty", "duty_amount", made, abs(duty - expected) > pmax(expected / 100, 0.01) + 1e-12)
key <- paste(d$declaration_id, d$item_number)[items != 0]
say("duplicate", "declaration_id", rep(TRUE, length(key)), duplicated(key))
