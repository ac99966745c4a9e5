/*
 * Replies of OpenAI Responses and legacy completions.
 */
#ifndef RETORT_TESTS_DIALECT_CASE_OPENAI_H
#define RETORT_TESTS_DIALECT_CASE_OPENAI_H

#include "dialect_case.h"

static const struct dialect_case openai_cases[] = {
    { "openai-responses", "reasoning first", 200,
        "{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"completed\","
        "\"model\":\"gpt-5-mini-2025-08-07\",\"error\":null,\"incomplete_deta"
        "ils\":null,\"output\":[{\"type\":\"reasoning\",\"summary\":[{\"type"
        "\":\"summary_text\",\"text\":\"Adds.\"},{\"type\":\"summary_text\","
        "\"text\":\"Done.\"}]},{\"type\":\"message\",\"role\":\"assistant\","
        "\"content\":[{\"type\":\"output_text\",\"text\":\"The answer \",\"an"
        "notations\":[],\"logprobs\":[]},{\"type\":\"output_text\",\"text\":"
        "\"is B\",\"annotations\":[],\"logprobs\":[]}]}],\"usage\":{\"input_t"
        "okens\":20,\"input_tokens_details\":{\"cached_tokens\":8,\"cache_wri"
        "te_tokens\":0},\"output_tokens\":70,\"output_tokens_details\":{\"rea"
        "soning_tokens\":64},\"total_tokens\":90}}",
        .finish = FINISH_STOP, .text = "The answer is B",
        .reasoning = "Adds.\n\nDone.", .in = 20, .out = 70 },
    { "openai-responses", "reasoning in the clear", 200,
        "{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"completed\","
        "\"model\":\"gpt-5-mini-2025-08-07\",\"error\":null,\"incomplete_deta"
        "ils\":null,\"output\":[{\"type\":\"reasoning\",\"summary\":[],\"cont"
        "ent\":[{\"type\":\"reasoning_text\",\"text\":\"A? No.\"}]},{\"type\""
        ":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_"
        "text\",\"text\":\"B\",\"annotations\":[],\"logprobs\":[]}]}],\"usage"
        "\":null}",
        .finish = FINISH_STOP, .text = "B", .reasoning = "A? No.", UNTOLD },
    { "openai-responses", "commentary is no answer", 200,
        "{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"completed\","
        "\"model\":\"gpt-5-mini-2025-08-07\",\"error\":null,\"incomplete_deta"
        "ils\":null,\"output\":[{\"type\":\"message\",\"role\":\"assistant\","
        "\"content\":[{\"type\":\"output_text\",\"text\":\"Let me see: A?\","
        "\"annotations\":[],\"logprobs\":[]}],\"phase\":\"commentary\"},{\"ty"
        "pe\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"out"
        "put_text\",\"text\":\"B\",\"annotations\":[],\"logprobs\":[]}],\"pha"
        "se\":\"final_answer\"}],\"usage\":{\"input_tokens\":20,\"input_token"
        "s_details\":{\"cached_tokens\":8,\"cache_write_tokens\":0},\"output_"
        "tokens\":70,\"output_tokens_details\":{\"reasoning_tokens\":64},\"to"
        "tal_tokens\":90}}",
        .finish = FINISH_STOP, .text = "B", .in = 20, .out = 70 },
    { "openai-responses", "thinking used up the limit", 200,
        "{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"incomplete\""
        ",\"model\":\"gpt-5-mini-2025-08-07\",\"error\":null,\"incomplete_det"
        "ails\":{\"reason\":\"max_output_tokens\"},\"output\":[{\"type\":\"re"
        "asoning\",\"summary\":[]}],\"usage\":{\"input_tokens\":20,\"input_to"
        "kens_details\":{\"cached_tokens\":8,\"cache_write_tokens\":0},\"outp"
        "ut_tokens\":70,\"output_tokens_details\":{\"reasoning_tokens\":64},"
        "\"total_tokens\":90}}",
        .finish = FINISH_LENGTH, .in = 20, .out = 70 },
    { "openai-responses", "incomplete, reason not told", 200,
        "{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"incomplete\""
        ",\"model\":\"gpt-5-mini-2025-08-07\",\"error\":null,\"incomplete_det"
        "ails\":null,\"output\":[{\"type\":\"message\",\"role\":\"assistant\""
        ",\"content\":[{\"type\":\"output_text\",\"text\":\"The ans\",\"annot"
        "ations\":[],\"logprobs\":[]}]}],\"usage\":{\"input_tokens\":20,\"inp"
        "ut_tokens_details\":{\"cached_tokens\":8,\"cache_write_tokens\":0},"
        "\"output_tokens\":70,\"output_tokens_details\":{\"reasoning_tokens\""
        ":64},\"total_tokens\":90}}",
        .finish = FINISH_LENGTH, .text = "The ans", .in = 20, .out = 70 },
    { "openai-responses", "content filter", 200,
        "{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"incomplete\""
        ",\"model\":\"gpt-5-mini-2025-08-07\",\"error\":null,\"incomplete_det"
        "ails\":{\"reason\":\"content_filter\"},\"output\":[],\"usage\":{\"in"
        "put_tokens\":20,\"input_tokens_details\":{\"cached_tokens\":8,\"cach"
        "e_write_tokens\":0},\"output_tokens\":70,\"output_tokens_details\":{"
        "\"reasoning_tokens\":64},\"total_tokens\":90}}",
        .finish = FINISH_FILTERED, .in = 20, .out = 70 },
    { "openai-responses", "refusal part", 200,
        "{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"completed\","
        "\"model\":\"gpt-5-mini-2025-08-07\",\"error\":null,\"incomplete_deta"
        "ils\":null,\"output\":[{\"type\":\"message\",\"role\":\"assistant\","
        "\"content\":[{\"type\":\"refusal\",\"refusal\":\"I cannot help.\"}]}"
        "],\"usage\":{\"input_tokens\":20,\"input_tokens_details\":{\"cached_"
        "tokens\":8,\"cache_write_tokens\":0},\"output_tokens\":70,\"output_t"
        "okens_details\":{\"reasoning_tokens\":64},\"total_tokens\":90}}",
        .finish = FINISH_STOP, .refusal = "I cannot help.", .in = 20,
        .out = 70 },
    { "openai-responses", "refusal without words", 200,
        "{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"completed\","
        "\"model\":\"gpt-5-mini-2025-08-07\",\"error\":null,\"incomplete_deta"
        "ils\":null,\"output\":[{\"type\":\"message\",\"role\":\"assistant\","
        "\"content\":[{\"type\":\"refusal\"}]}],\"usage\":{\"input_tokens\":2"
        "0,\"input_tokens_details\":{\"cached_tokens\":8,\"cache_write_tokens"
        "\":0},\"output_tokens\":70,\"output_tokens_details\":{\"reasoning_to"
        "kens\":64},\"total_tokens\":90}}",
        .finish = FINISH_STOP, .refusal = "refused", .in = 20, .out = 70 },
    { "openai-responses", "function call", 200,
        "{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"completed\","
        "\"model\":\"gpt-5-mini-2025-08-07\",\"error\":null,\"incomplete_deta"
        "ils\":null,\"output\":[{\"type\":\"function_call\",\"name\":\"f\",\""
        "arguments\":\"{}\"}],\"usage\":{\"input_tokens\":20,\"input_tokens_d"
        "etails\":{\"cached_tokens\":8,\"cache_write_tokens\":0},\"output_tok"
        "ens\":70,\"output_tokens_details\":{\"reasoning_tokens\":64},\"total"
        "_tokens\":90}}",
        .finish = FINISH_TOOL, .in = 20, .out = 70 },
    { "openai-responses", "empty", 200,
        "{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"completed\","
        "\"model\":\"gpt-5-mini-2025-08-07\",\"error\":null,\"incomplete_deta"
        "ils\":null,\"output\":[],\"usage\":{\"input_tokens\":20,\"input_toke"
        "ns_details\":{\"cached_tokens\":8,\"cache_write_tokens\":0},\"output"
        "_tokens\":70,\"output_tokens_details\":{\"reasoning_tokens\":64},\"t"
        "otal_tokens\":90}}",
        .finish = FINISH_STOP, .in = 20, .out = 70 },
    { "openai-responses", "no status", 200,
        "{\"output\":[{\"type\":\"message\",\"role\":\"assistant\",\"content"
        "\":[{\"type\":\"output_text\",\"text\":\"B\",\"annotations\":[],\"lo"
        "gprobs\":[]}]}]}",
        .text = "B", UNTOLD },
    { "openai-responses", "output null", 200,
        "{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"completed\","
        "\"model\":\"gpt-5-mini-2025-08-07\",\"error\":null,\"incomplete_deta"
        "ils\":null,\"output\":null,\"usage\":{\"input_tokens\":20,\"input_to"
        "kens_details\":{\"cached_tokens\":8,\"cache_write_tokens\":0},\"outp"
        "ut_tokens\":70,\"output_tokens_details\":{\"reasoning_tokens\":64},"
        "\"total_tokens\":90}}",
        .failure = FAILURE_PROTOCOL, .finish = FINISH_STOP, .in = 20, .out = 70,
        .why = "reply without output" },
    { "openai-responses", "still in progress", 200,
        "{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"in_progress"
        "\",\"model\":\"gpt-5-mini-2025-08-07\",\"error\":null,\"incomplete_d"
        "etails\":null,\"output\":[],\"usage\":null}",
        .failure = FAILURE_PROTOCOL, .finish = FINISH_ERROR, UNTOLD },
    { "openai-responses", "cancelled", 200,
        "{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"cancelled\","
        "\"model\":\"gpt-5-mini-2025-08-07\",\"error\":null,\"incomplete_deta"
        "ils\":null,\"output\":[],\"usage\":null}",
        .failure = FAILURE_PROTOCOL, .finish = FINISH_ERROR, UNTOLD },
    { "openai-responses", "failed without error", 200,
        "{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"failed\",\"m"
        "odel\":\"gpt-5-mini-2025-08-07\",\"error\":null,\"incomplete_details"
        "\":null,\"output\":[],\"usage\":null}",
        .failure = FAILURE_PROTOCOL, .finish = FINISH_ERROR, UNTOLD },
    { "openai-responses", "failed at the server", 200,
        "{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"failed\",\"m"
        "odel\":\"gpt-5-mini-2025-08-07\",\"error\":{\"code\":\"server_error"
        "\",\"message\":\"Sorry.\"},\"incomplete_details\":null,\"output\":[]"
        ",\"usage\":{\"input_tokens\":20,\"input_tokens_details\":{\"cached_t"
        "okens\":8,\"cache_write_tokens\":0},\"output_tokens\":70,\"output_to"
        "kens_details\":{\"reasoning_tokens\":64},\"total_tokens\":90}}",
        .failure = FAILURE_SERVER, UNTOLD,
        .why = "HTTP 500 server_error: Sorry." },
    { "openai-responses", "failed for pace", 200,
        "{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"failed\",\"m"
        "odel\":\"gpt-5-mini-2025-08-07\",\"error\":{\"code\":\"rate_limit_ex"
        "ceeded\",\"message\":\"Slow.\"},\"incomplete_details\":null,\"output"
        "\":[],\"usage\":{\"input_tokens\":20,\"input_tokens_details\":{\"cac"
        "hed_tokens\":8,\"cache_write_tokens\":0},\"output_tokens\":70,\"outp"
        "ut_tokens_details\":{\"reasoning_tokens\":64},\"total_tokens\":90}}",
        .failure = FAILURE_RATE_LIMIT, UNTOLD },
    { "openai-responses", "prompt blocked", 200,
        "{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"failed\",\"m"
        "odel\":\"gpt-5-mini-2025-08-07\",\"error\":{\"code\":\"invalid_promp"
        "t\",\"message\":\"Flagged.\"},\"incomplete_details\":null,\"output\""
        ":[],\"usage\":{\"input_tokens\":20,\"input_tokens_details\":{\"cache"
        "d_tokens\":8,\"cache_write_tokens\":0},\"output_tokens\":70,\"output"
        "_tokens_details\":{\"reasoning_tokens\":64},\"total_tokens\":90}}",
        .finish = FINISH_FILTERED, .refusal = "Flagged.", UNTOLD },
    { "openai-responses", "biology policy", 400,
        "{\"error\":{\"code\":\"bio_policy\",\"message\":\"No.\",\"type\":\"i"
        "nvalid_request_error\"}}",
        .finish = FINISH_FILTERED, .refusal = "No.", UNTOLD },
    { "openai-responses", "misalignment", 400,
        "{\"error\":{\"message\":\"Stopped.\",\"type\":\"invalid_request_erro"
        "r\",\"misalignment\":{\"category\":\"x\"}}}",
        .finish = FINISH_FILTERED, .refusal = "Stopped.", UNTOLD },
    { "openai-responses", "text without type", 200,
        "{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"completed\","
        "\"model\":\"gpt-5-mini-2025-08-07\",\"error\":null,\"incomplete_deta"
        "ils\":null,\"output\":[{\"type\":\"message\",\"role\":\"assistant\","
        "\"content\":[{\"text\":\"B\"}]}],\"usage\":{\"input_tokens\":20,\"in"
        "put_tokens_details\":{\"cached_tokens\":8,\"cache_write_tokens\":0},"
        "\"output_tokens\":70,\"output_tokens_details\":{\"reasoning_tokens\""
        ":64},\"total_tokens\":90}}",
        .finish = FINISH_STOP, .in = 20, .out = 70 },
    { "openai-responses", "nothing at all", 200, "",
        .failure = FAILURE_PROTOCOL, UNTOLD, .why = "the reply is empty" },
    { "openai-responses", "list for an object", 200, "[]",
        .failure = FAILURE_PROTOCOL, UNTOLD,
        .why = "the reply is no JSON object" },
    { "openai-responses", "temperature refused", 400,
        "{\"error\":{\"message\":\"Unsupported value.\",\"type\":\"invalid_re"
        "quest_error\",\"param\":\"temperature\",\"code\":\"unsupported_value"
        "\"}}",
        .failure = FAILURE_BAD_REQUEST, UNTOLD,
        .why = "HTTP 400 unsupported_value: Unsupported value. (give it a row "
               "in models.lua with temperature = false)" },
    { "openai-responses", "too long", 400,
        "{\"error\":{\"message\":\"too many\",\"type\":\"invalid_request_erro"
        "r\",\"code\":\"context_length_exceeded\"}}",
        .failure = FAILURE_CONTEXT_LENGTH, UNTOLD },
    { "openai-responses", "balance spent", 429,
        "{\"error\":{\"message\":\"Add credit.\",\"type\":\"insufficient_quot"
        "a\",\"code\":\"credit_balance_exhausted\"}}",
        .failure = FAILURE_BILLING, UNTOLD,
        .why = "HTTP 429 credit_balance_exhausted: Add credit." },
    { "openai-responses", "organisation's limit", 429,
        "{\"error\":{\"message\":\"m\",\"type\":\"insufficient_quota\",\"code"
        "\":\"organization_usage_limit_exceeded\"}}",
        .failure = FAILURE_BILLING, UNTOLD },
    { "openai-responses", "pace", 429,
        "{\"error\":{\"message\":\"Slow down.\",\"type\":\"rate_limit_error\""
        ",\"code\":\"rate_limit_exceeded\"}}",
        .failure = FAILURE_RATE_LIMIT, UNTOLD },
    { "openai-responses", "overloaded", 503,
        "{\"error\":{\"message\":\"m\",\"type\":\"service_unavailable_error\""
        ",\"code\":\"server_is_overloaded\"}}",
        .failure = FAILURE_OVERLOADED, UNTOLD },
    { "openai-completions", "stop", 200,
        "{\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"model\":\"davinc"
        "i-002\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"text"
        "\":\" Paris\",\"logprobs\":null}],\"usage\":{\"prompt_tokens\":6,\"c"
        "ompletion_tokens\":2,\"total_tokens\":8}}",
        .finish = FINISH_STOP, .text = " Paris", .in = 6, .out = 2 },
    { "openai-completions", "length", 200,
        "{\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"model\":\"davinc"
        "i-002\",\"choices\":[{\"index\":0,\"finish_reason\":\"length\",\"tex"
        "t\":\" Par\",\"logprobs\":null}],\"usage\":{\"prompt_tokens\":6,\"co"
        "mpletion_tokens\":2,\"total_tokens\":8}}",
        .finish = FINISH_LENGTH, .text = " Par", .in = 6, .out = 2 },
    { "openai-completions", "Together's eos", 200,
        "{\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"model\":\"davinc"
        "i-002\",\"choices\":[{\"index\":0,\"finish_reason\":\"eos\",\"text\""
        ":\" Paris\",\"logprobs\":null}],\"usage\":{\"prompt_tokens\":6,\"com"
        "pletion_tokens\":2,\"total_tokens\":8}}",
        .finish = FINISH_STOP, .text = " Paris", .in = 6, .out = 2 },
    { "openai-completions", "filter", 200,
        "{\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"model\":\"davinc"
        "i-002\",\"choices\":[{\"index\":0,\"finish_reason\":\"content_filter"
        "\",\"text\":\"\",\"logprobs\":null}],\"usage\":{\"prompt_tokens\":6,"
        "\"completion_tokens\":2,\"total_tokens\":8}}",
        .finish = FINISH_FILTERED, .in = 6, .out = 2 },
    { "openai-completions", "error for a finish", 200,
        "{\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"model\":\"davinc"
        "i-002\",\"choices\":[{\"index\":0,\"finish_reason\":\"error\",\"text"
        "\":\"Pa\",\"logprobs\":null}],\"usage\":{\"prompt_tokens\":6,\"compl"
        "etion_tokens\":2,\"total_tokens\":8}}",
        .failure = FAILURE_PROTOCOL, .finish = FINISH_ERROR, .text = "Pa",
        .in = 6, .out = 2, .why = "finish_reason is error" },
    { "openai-completions", "usage missing", 200,
        "{\"choices\":[{\"text\":\"B\",\"finish_reason\":\"stop\"}]}",
        .finish = FINISH_STOP, .text = "B", UNTOLD },
    { "openai-completions", "no choices", 200, "{\"choices\":[]}",
        .failure = FAILURE_PROTOCOL, UNTOLD,
        .why = "reply without choices[0].text" },
    { "openai-completions", "answer of a chat", 200,
        "{\"choices\":[{\"message\":{\"content\":\"B\"},\"finish_reason\":\"s"
        "top\"}]}",
        .failure = FAILURE_PROTOCOL, UNTOLD },
    { "openai-completions", "vLLM, code a number", 404,
        "{\"error\":{\"message\":\"The model `x` does not exist.\",\"type\":"
        "\"NotFoundError\",\"param\":null,\"code\":404}}",
        .failure = FAILURE_NOT_FOUND, UNTOLD,
        .why = "HTTP 404 NotFoundError: The model `x` does not exist." },
    { "openai-completions", "vLLM, too long", 400,
        "{\"error\":{\"message\":\"This model's maximum context length is 409"
        "6 tokens.\",\"type\":\"BadRequestError\",\"code\":400}}",
        .failure = FAILURE_CONTEXT_LENGTH, UNTOLD },
    { "openai-completions", "llama.cpp loading", 503,
        "{\"error\":{\"code\":503,\"message\":\"Loading model\",\"type\":\"un"
        "available_error\"}}",
        .failure = FAILURE_OVERLOADED, UNTOLD },
    { "openai-completions", "error in a 200", 200,
        "{\"error\":{\"message\":\"m\",\"type\":\"InternalServerError\",\"cod"
        "e\":500}}",
        .failure = FAILURE_SERVER, UNTOLD },
    { "openai-completions", "bare string", 500,
        "{\"error\":\"model runner has stopped\"}", .failure = FAILURE_SERVER,
        UNTOLD, .why = "HTTP 500: model runner has stopped" },
};

#endif
