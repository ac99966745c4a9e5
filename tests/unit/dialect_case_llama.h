/*
 * Replies of /completion of llama.cpp's server, as its builds of 2023 to 2026
 * write them (fixture 31 of PROVIDER-APIS section 13).
 */
#ifndef RETORT_TESTS_DIALECT_CASE_LLAMA_H
#define RETORT_TESTS_DIALECT_CASE_LLAMA_H

#include "dialect_case.h"

static const struct dialect_case llama_cases[] = {
    { "llama-completion", "its end, and a cached beginning", 200,
        "{\"index\":0,\"content\":\" B\",\"tokens\":[],\"id_slot\":0,\"stop\":"
        "true,\"model\":\"alias\",\"tokens_predicted\":2,\"tokens_evaluated\":"
        "87,\"generation_settings\":{\"n_predict\":8},\"prompt\":\"Q\",\"has_"
        "new_line\":false,\"truncated\":false,\"stop_type\":\"eos\",\"stopping"
        "_word\":\"\",\"tokens_cached\":88,\"timings\":{\"cache_n\":80,"
        "\"prompt_n\":7,\"predicted_n\":2}}",
        .finish = FINISH_STOP, .text = " B", .in = 87, .out = 2 },
    { "llama-completion", "a word that stops it", 200,
        "{\"content\":\"B\",\"stop\":true,\"tokens_predicted\":1,"
        "\"tokens_evaluated\":9,\"truncated\":false,\"stop_type\":\"word\","
        "\"stopping_word\":\"\\n\"}",
        .finish = FINISH_STOP, .text = "B", .in = 9, .out = 1 },
    { "llama-completion", "the limit", 200,
        "{\"content\":\"The answer\",\"stop\":true,\"tokens_predicted\":2,"
        "\"tokens_evaluated\":9,\"stop_type\":\"limit\"}",
        .finish = FINISH_LENGTH, .text = "The answer", .in = 9, .out = 2 },
    { "llama-completion", "the context was full", 200,
        "{\"content\":\"B\",\"stop\":true,\"tokens_predicted\":1,"
        "\"tokens_evaluated\":4096,\"truncated\":true,\"stop_type\":\"eos\"}",
        .finish = FINISH_LENGTH, .text = "B", .in = 4096, .out = 1 },
    { "llama-completion", "flags, before 2025", 200,
        "{\"content\":\"B\",\"slot_id\":0,\"stop\":true,\"model\":\"m.gguf\","
        "\"tokens_predicted\":1,\"tokens_evaluated\":9,\"truncated\":false,"
        "\"stopped_eos\":true,\"stopped_word\":false,\"stopped_limit\":false,"
        "\"stopping_word\":\"\",\"tokens_cached\":9,\"timings\":{"
        "\"predicted_n\":1}}",
        .finish = FINISH_STOP, .text = "B", .in = 9, .out = 1 },
    { "llama-completion", "the flag of a word", 200,
        "{\"content\":\"B\",\"stop\":true,\"stopped_eos\":false,"
        "\"stopped_word\":true,\"stopped_limit\":false}",
        .finish = FINISH_STOP, .text = "B", UNTOLD },
    { "llama-completion", "the flag of the limit", 200,
        "{\"content\":\"B\",\"stop\":true,\"tokens_evaluated\":9,\"timings\":{"
        "\"predicted_n\":4},\"stopped_eos\":false,\"stopped_word\":false,"
        "\"stopped_limit\":true}",
        .finish = FINISH_LENGTH, .text = "B", .in = 9, .out = 4 },
    { "llama-completion", "nothing but the text", 200, "{\"content\":\"\"}",
        .finish = FINISH_UNKNOWN, UNTOLD },
    { "llama-completion", "a stop_type nobody knows", 200,
        "{\"content\":\"B\",\"stop_type\":\"none\"}", .finish = FINISH_UNKNOWN,
        .text = "B", UNTOLD },
    { "llama-completion", "several prompts were none of ours", 200,
        "[{\"content\":\"B\",\"stop\":true,\"stop_type\":\"eos\"}]",
        .finish = FINISH_STOP, .text = "B", UNTOLD },
    { "llama-completion", "a piece of a stream", 200,
        "{\"content\":\"B\",\"stop\":false,\"tokens_predicted\":1}",
        .failure = FAILURE_PROTOCOL, .in = -1, .out = 1,
        .why = "the reply says that more is to come" },
    { "llama-completion", "the OpenAI route's reply", 200,
        "{\"choices\":[{\"text\":\"B\"}],\"content\":[\"B\"]}",
        .failure = FAILURE_PROTOCOL, UNTOLD, .why = "reply without content" },
    { "llama-completion", "it loads its model", 503,
        "{\"error\":{\"code\":503,\"message\":\"Loading model\",\"type\":"
        "\"unavailable_error\"}}",
        .failure = FAILURE_OVERLOADED, UNTOLD,
        .why = "HTTP 503 unavailable_error: Loading model" },
    { "llama-completion", "no key", 401,
        "{\"error\":{\"code\":401,\"message\":\"Invalid API Key\",\"type\":"
        "\"authentication_error\"}}",
        .failure = FAILURE_AUTH, UNTOLD },
    { "llama-completion", "a prompt that does not fit", 400,
        "{\"error\":{\"code\":400,\"message\":\"the request exceeds the "
        "available context size, try increasing it\",\"type\":"
        "\"exceed_context_size_error\",\"n_prompt_tokens\":5000,\"n_ctx\":"
        "4096}}",
        .failure = FAILURE_CONTEXT_LENGTH, UNTOLD },
    { "llama-completion", "what it cannot do", 501,
        "{\"error\":{\"code\":501,\"message\":\"This server does not support "
        "completions.\",\"type\":\"not_supported_error\"}}",
        .failure = FAILURE_SERVER, UNTOLD },
    { "llama-completion", "a grammar it cannot read", 400,
        "{\"error\":{\"code\":400,\"message\":\"Failed to parse grammar\","
        "\"type\":\"invalid_request_error\"}}",
        .failure = FAILURE_BAD_REQUEST, UNTOLD },
};

#endif
