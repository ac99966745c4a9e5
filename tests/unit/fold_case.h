/*
 * Streams as the providers document them, and the whole body of the same
 * reply. Made up for these tests (PROVIDER-APIS 2.1, 4 to 10): none of them
 * was ever recorded.
 */
#ifndef RETORT_TESTS_FOLD_CASE_H
#define RETORT_TESTS_FOLD_CASE_H

#include "model/dialect.h"

struct fold_case {
    const char *dialect, *stream;
    const char *end; // what the stream is no reply without
    const char *whole;
    enum failure failure;
    const char *text;
    enum finish finish;
};

#define D(json) "data: " json "\n\n"
#define E(name, json) "event: " name "\ndata: " json "\n\n"
#define CHUNK                                                                  \
    "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"model\":\"m\","
#define DONE D("[DONE]")

static const struct fold_case fold_cases[] = {
    { "openai-chat", /* section 4.1, with the usage chunk */
        D(CHUNK "\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\","
                "\"content\":\"\"},\"logprobs\":null,\"finish_reason\":null}],"
                "\"usage\":null}") D(CHUNK
            "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\xc3\xa4"
            "\\nB\"},\"logprobs\":{\"content\":[{\"token\":\"B\","
            "\"logprob\":-0.1,\"bytes\":[66],\"top_logprobs\":[{\"token\":"
            "\"B\",\"logprob\":-0.1},{\"token\":\"A\",\"logprob\":-2.5}]}],"
            "\"refusal\":null},\"finish_reason\":null}],\"usage\":null,"
            "\"obfuscation\":\"xyz\"}") D(CHUNK
            "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"!\"},"
            "\"logprobs\":{\"content\":[{\"token\":\"!\",\"logprob\":"
            "-1,\"top_logprobs\":[]}]}}]}")
            D(CHUNK "\"choices\":[{\"index\":0,\"delta\":{},"
                    "\"finish_reason\":\"stop\"}],\"usage\":null}")
                D(CHUNK "\"choices\":[],\"usage\":{\"prompt_tokens\":31,"
                        "\"completion_tokens\":2,\"total_tokens\":33}}") DONE,
        "[DONE]",
        "{\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":"
        "\"assistant\",\"content\":\"\xc3\xa4\\nB!\"},\"logprobs\":{"
        "\"content\":[{\"token\":\"B\",\"logprob\":-0.1,\"top_logprobs\":[{"
        "\"token\":\"B\",\"logprob\":-0.1},{\"token\":\"A\",\"logprob\":"
        "-2.5}]}]},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_"
        "tokens\":"
        "31,\"completion_tokens\":2,\"total_tokens\":33}}",
        FAILURE_NONE, "\xc3\xa4\nB!", FINISH_STOP },
    { "openai-chat", /* DeepSeek: thinking, comments; CRLF */
        ": keep-alive\r\n\r\ndata: " CHUNK
        "\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null,"
        "\"reasoning_content\":\"hm\"}}]}\r\n\r\n: "
        "keep-alive\r\n\r\ndata: " CHUNK
        "\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":"
        "null,\"reasoning_content\":\"m.\"}}]}\r\n\r\ndata: " CHUNK
        "\"choices\":[{\"delta\":{\"content\":\"C\"},\"finish_reason\":"
        "\"length\"}],\"usage\":{\"prompt_tokens\":9,"
        "\"completion_tokens\":8,\"completion_tokens_details\":{"
        "\"reasoning_tokens\":7}}}\r\n\r\ndata: [DONE]\r\n\r\n",
        "[DONE]",
        "{\"model\":\"m\",\"choices\":[{\"message\":{\"content\":\"C\","
        "\"reasoning_content\":\"hmm.\"},\"finish_reason\":\"length\"}],"
        "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":8,"
        "\"completion_tokens_details\":{\"reasoning_tokens\":7}}}",
        FAILURE_NONE, "C", FINISH_LENGTH },
    { "openai-chat", /* Mistral: thinking in parts */
        D("{\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":"
          "\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":["
          "{"
          "\"type\":\"text\",\"text\":\"hm\"}]}]}}]}")
            D("{\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{"
              "\"content\":[{\"type\":\"text\",\"text\":\"D\"}]},"
              "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":3,"
              "\"completion_tokens\":4}}") DONE,
        "[DONE]",
        "{\"model\":\"m\",\"choices\":[{\"message\":{\"content\":[{"
        "\"type\":"
        "\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"hm\"}]},{"
        "\"type\":\"text\",\"text\":\"D\"}]},\"finish_reason\":\"stop\"}],"
        "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}",
        FAILURE_NONE, "D", FINISH_STOP },
    { "openai-chat", /* Mistral: parts first, then plain text */
        D("{\"model\":\"m\",\"choices\":[{\"delta\":{\"content\":[{"
          "\"type\":"
          "\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"hm\"}]}"
          "]}}"
          "]}") D("{\"model\":\"m\",\"choices\":[{\"delta\":{\"content\":"
                  "\"D\"}}]}")
            D("{\"model\":\"m\",\"choices\":[{\"delta\":{\"content\":\"E\"}"
              ",\"finish_reason\":\"stop\"}]}") DONE,
        "[DONE]",
        "{\"model\":\"m\",\"choices\":[{\"message\":{\"content\":[{"
        "\"type\":"
        "\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"hm\"}]},{"
        "\"type\":\"text\",\"text\":\"D\"},{\"type\":\"text\",\"text\":"
        "\"E\"}]}"
        ",\"finish_reason\":\"stop\"}]}",
        FAILURE_NONE, "DE", FINISH_STOP },
    { "openai-chat", /* Groq: usage beside the last chunk */
        D("{\"model\":\"m\",\"choices\":[{\"delta\":{\"content\":\"A\"}}],"
          "\"x_groq\":{\"id\":\"r\"}}")
            D("{\"model\":\"m\",\"choices\":[{\"delta\":{},\"finish_"
              "reason\":"
              "\"stop\"}],\"x_groq\":{\"id\":\"r\",\"usage\":{"
              "\"prompt_tokens\":5,\"completion_tokens\":1}}}") DONE,
        "[DONE]",
        "{\"model\":\"m\",\"choices\":[{\"message\":{\"content\":\"A\"},"
        "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":5,"
        "\"completion_tokens\":1}}",
        FAILURE_NONE, "A", FINISH_STOP },
    { "openai-chat", /* a refusal */
        D(CHUNK "\"choices\":[{\"delta\":{\"refusal\":\"I \"}}]}")
            D(CHUNK "\"choices\":[{\"delta\":{\"refusal\":\"won't\"},"
                    "\"finish_reason\":\"stop\"}]}") DONE,
        "[DONE]",
        "{\"model\":\"m\",\"choices\":[{\"message\":{\"content\":null,"
        "\"refusal\":\"I won't\"},\"finish_reason\":\"stop\"}]}",
        FAILURE_NONE, "", FINISH_STOP },
    { "openai-chat", /* vLLM: an error inside a 200, then the end mark */
        D(CHUNK "\"choices\":[{\"delta\":{\"content\":\"Answer: 4\"}}]}")
            D("{\"error\":{\"message\":\"engine died\",\"type\":"
              "\"InternalServerError\",\"code\":500}}") DONE,
        "\"error\"",
        "{\"error\":{\"message\":\"engine died\",\"type\":"
        "\"InternalServerError\",\"code\":500}}",
        FAILURE_SERVER, "", FINISH_UNKNOWN },
    { "openai-chat", /* Groq: an error in words */
        D("{\"choices\":[{\"delta\":{\"content\":\"A\"}}]}")
            D("{\"x_groq\":{\"error\":\"over_capacity\"},\"choices\":[]}") DONE,
        "x_groq", "{\"error\":\"over_capacity\"}", FAILURE_SERVER, "",
        FINISH_UNKNOWN },
    { "openai-chat", /* OpenRouter: finish_reason error, without the object
                      */
        D(CHUNK "\"choices\":[{\"delta\":{\"content\":\"A\"},"
                "\"finish_reason\":\"error\"}]}") DONE,
        "[DONE]",
        "{\"choices\":[{\"message\":{\"content\":\"A\"},\"finish_reason\":"
        "\"error\"}],\"model\":\"m\"}",
        FAILURE_PROTOCOL, "A", FINISH_ERROR },
    { "openai-chat", /* no stream at all, though one was asked for */
        "\n\n "
        "{\"model\":\"m\",\"choices\":[{\"message\":{\"content\":\"B\"},"
        "\"finish_reason\":\"stop\"}]}",
        "}]}",
        "{\"model\":\"m\",\"choices\":[{\"message\":{\"content\":\"B\"},"
        "\"finish_reason\":\"stop\"}]}",
        FAILURE_NONE, "B", FINISH_STOP },
    { "openai-completions",
        D("{\"id\":\"c\",\"object\":\"text_completion\",\"model\":\"m\","
          "\"choices\":[{\"index\":0,\"text\":\" "
          "B\",\"logprobs\":{\"tokens\":"
          "[\" B\"],\"token_logprobs\":[-0.5],\"top_logprobs\":[{\" "
          "B\":-0.5,"
          "\" A\":-2}],\"text_offset\":[7]},\"finish_reason\":null}]}")
            D("{\"model\":\"m\",\"choices\":[{\"index\":0,\"text\":\".\","
              "\"logprobs\":{\"tokens\":[\".\"],\"token_logprobs\":[-1],"
              "\"top_logprobs\":[{\".\":-1}]},\"finish_reason\":\"length\"}"
              "]}") D("{\"model\":\"m\",\"choices\":[],\"usage\":{"
                      "\"prompt_tokens\":6,\"completion_tokens\":2}}") DONE,
        "[DONE]",
        "{\"model\":\"m\",\"choices\":[{\"text\":\" B.\",\"logprobs\":{"
        "\"top_logprobs\":[{\" B\":-0.5,\" A\":-2},{\".\":-1}]},"
        "\"finish_reason\":\"length\"}],\"usage\":{\"prompt_tokens\":6,"
        "\"completion_tokens\":2}}",
        FAILURE_NONE, " B.", FINISH_LENGTH },
    { "openai-responses",
        E("response.created",
            "{\"type\":\"response.created\",\"response\":{\"status\":"
            "\"in_progress\",\"output\":[]}}")
            E("response.reasoning_summary_text.delta",
                "{\"type\":\"response.reasoning_summary_text.delta\","
                "\"delta\":\"hm\"}") E("response.output_text.delta",
                "{\"type\":\"response.output_text.delta\",\"delta\":"
                "\"B\"}") E("response.completed",
                "{\"type\":\"response.completed\",\"response\":{"
                "\"status\":\"completed\",\"model\":\"m\",\"error\":"
                "null,\"output\":[{\"type\":\"message\",\"content\":[{"
                "\"type\":\"output_text\",\"text\":\"B\",\"logprobs\":"
                "[]}]}],\"usage\":{\"input_tokens\":20,"
                "\"output_tokens\":7,\"output_tokens_details\":{"
                "\"reasoning_tokens\":6}}}}"),
        "event: response.completed",
        "{\"status\":\"completed\",\"model\":\"m\",\"output\":[{\"type\":"
        "\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"B\"}"
        "]}],"
        "\"usage\":{\"input_tokens\":20,\"output_tokens\":7,"
        "\"output_tokens_details\":{\"reasoning_tokens\":6}}}",
        FAILURE_NONE, "B", FINISH_STOP },
    { "openai-responses",
        E("response.output_text.delta",
            "{\"type\":\"response.output_text.delta\",\"delta\":\"B\"}")
            E("response.failed",
                "{\"type\":\"response.failed\",\"response\":{\"status\":"
                "\"failed\",\"error\":{\"code\":\"rate_limit_exceeded\","
                "\"message\":\"slow\"},\"output\":[]}}"),
        "event: response.failed",
        "{\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"slow\"}"
        "}",
        FAILURE_RATE_LIMIT, "", FINISH_UNKNOWN },
    { "openai-responses",
        E("error", "{\"type\":\"error\",\"code\":\"server_error\",\"message\":"
                   "\"oops\",\"param\":null}"),
        "event: error",
        "{\"error\":{\"type\":\"error\",\"code\":\"server_error\","
        "\"message\":\"oops\"}}",
        FAILURE_SERVER, "", FINISH_UNKNOWN },
    { "anthropic", /* section 5, with thinking and a kind nobody knows */
        E("message_start",
            "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\","
            "\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\","
            "\"content\":[],\"stop_reason\":null,\"usage\":{\"input_"
            "tokens\":"
            "25,\"cache_read_input_tokens\":5,\"output_tokens\":1}}}")
            E("content_block_start",
                "{\"type\":\"content_block_start\",\"index\":0,"
                "\"content_block\":{\"type\":\"thinking\",\"thinking\":"
                "\"\"}}") E("ping", "{\"type\":\"ping\"}")
                E("new", "{\"type\":\"new\"}") E("content_block_delta",
                    "{\"type\":\"content_block_delta\",\"index\":0,"
                    "\"delta\":{\"type\":\"thinking_delta\",\"thinking\":"
                    "\"hm\"}}") E("content_block_delta",
                    "{\"type\":\"content_block_delta\",\"index\":0,"
                    "\"delta\":{\"type\":\"signature_delta\","
                    "\"signature\":\"x\"}}") E("content_block_start",
                    "{\"type\":\"content_block_start\",\"index\":"
                    "1,\"content_block\":{\"type\":\"text\","
                    "\"text\":\"\"}}") E("content_block_delta",
                    "{\"type\":\"content_block_delta\","
                    "\"index\":1,\"delta\":{\"type\":"
                    "\"text_delta\",\"text\":\"B\"}}")
                    E("message_delta", "{\"type\":\"message_delta\",\"delta\":"
                                       "{\"stop_reason\":\"end_turn\","
                                       "\"stop_sequence\":null},\"usage\":{"
                                       "\"output_tokens\":12}}")
                        E("message_stop", "{\"type\":\"message_stop\"}"),
        "event: message_stop",
        "{\"model\":\"m\",\"stop_reason\":\"end_turn\",\"content\":[{"
        "\"type\":"
        "\"thinking\",\"thinking\":\"hm\"},{\"type\":\"text\",\"text\":"
        "\"B\"}]"
        ",\"usage\":{\"input_tokens\":25,\"cache_read_input_tokens\":5,"
        "\"output_tokens\":12}}",
        FAILURE_NONE, "B", FINISH_STOP },
    { "anthropic",
        E("message_start",
            "{\"type\":\"message_start\",\"message\":{\"model\":\"m\","
            "\"usage\":{\"input_tokens\":25,\"output_tokens\":1}}}")
            E("content_block_delta",
                "{\"type\":\"content_block_delta\",\"delta\":{\"text\":"
                "\"B\"}}")
                E("error", "{\"type\":\"error\",\"error\":{\"type\":"
                           "\"overloaded_error\",\"message\":\"Overloaded\"}}"),
        "event: error",
        "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
        "\"message\":\"Overloaded\"}}",
        FAILURE_OVERLOADED, "", FINISH_UNKNOWN },
    { "anthropic", /* refused in mid-stream */
        E("message_start",
            "{\"type\":\"message_start\",\"message\":{\"model\":\"m\","
            "\"usage\":{\"input_tokens\":25,\"output_tokens\":1}}}")
            E("message_delta",
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":"
                "\"refusal\",\"stop_details\":{\"type\":\"refusal\","
                "\"category\":\"frontier_llm\"}},\"usage\":{\"output_"
                "tokens\":"
                "3}}") E("message_stop", "{\"type\":\"message_stop\"}"),
        "event: message_stop",
        "{\"model\":\"m\",\"stop_reason\":\"refusal\",\"stop_details\":{"
        "\"category\":\"frontier_llm\"},\"content\":[],\"usage\":{"
        "\"input_tokens\":25,\"output_tokens\":3}}",
        FAILURE_NONE, "", FINISH_FILTERED },
    { "gemini",
        D("{\"candidates\":[{\"index\":0,\"content\":{\"role\":\"model\","
          "\"parts\":[{\"text\":\"hm\",\"thought\":true}]}}],"
          "\"usageMetadata\":{\"promptTokenCount\":21},\"modelVersion\":"
          "\"g\"}")
            D("{\"candidates\":[{\"index\":0,\"content\":{\"parts\":[{"
              "\"text\":\"B\"}]},\"logprobsResult\":{\"topCandidates\":[{"
              "\"candidates\":[{\"token\":\"B\",\"logProbability\":-0.5}]}]"
              "}}"
              "],\"modelVersion\":\"g\"}")
                D("{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"!"
                  "\"}]"
                  "},\"finishReason\":\"STOP\"}],\"usageMetadata\":{"
                  "\"promptTokenCount\":21,\"candidatesTokenCount\":2,"
                  "\"thoughtsTokenCount\":40,\"totalTokenCount\":63},"
                  "\"modelVersion\":\"g\"}"),
        "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"!\"",
        "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"hm\","
        "\"thought\":true},{\"text\":\"B!\"}]},\"finishReason\":\"STOP\","
        "\"logprobsResult\":{\"topCandidates\":[{\"candidates\":[{"
        "\"token\":"
        "\"B\",\"logProbability\":-0.5}]}]}}],\"usageMetadata\":{"
        "\"promptTokenCount\":21,\"candidatesTokenCount\":2,"
        "\"thoughtsTokenCount\":40,\"totalTokenCount\":63},"
        "\"modelVersion\":"
        "\"g\"}",
        FAILURE_NONE, "B!", FINISH_STOP },
    { "gemini", /* blocked; usage behind the end */
        D("{\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}")
            D("{\"usageMetadata\":{\"promptTokenCount\":4}}"),
        "data: {\"promptFeedback",
        "{\"promptFeedback\":{\"blockReason\":\"SAFETY\"},"
        "\"usageMetadata\":{"
        "\"promptTokenCount\":4}}",
        FAILURE_NONE, "", FINISH_FILTERED },
    { "gemini",
        D("{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"B\"}]}}]}")
            D("{\"error\":{\"code\":503,\"message\":\"busy\",\"status\":"
              "\"UNAVAILABLE\"}}"),
        "data: {\"error",
        "{\"error\":{\"code\":503,\"message\":\"busy\",\"status\":"
        "\"UNAVAILABLE\"}}",
        FAILURE_OVERLOADED, "", FINISH_UNKNOWN },
    { "ollama", /* JSON lines; a count of zero is left out */
        "{\"model\":\"m\",\"created_at\":\"t\",\"message\":{\"role\":"
        "\"assistant\",\"content\":\"\",\"thinking\":\"hm\"},\"done\":"
        "false}\n"
        "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":"
        "\"B\"},\"logprobs\":[{\"token\":\"B\",\"logprob\":-0.1,"
        "\"top_logprobs\":[{\"token\":\"B\",\"logprob\":-0.1}]}],\"done\":"
        "false}\n{\"model\":\"m\",\"message\":{\"role\":\"assistant\","
        "\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\","
        "\"eval_count\":2}\n",
        "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":"
        "\"\"}"
        ",\"done\":true",
        "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":"
        "\"B\",\"thinking\":\"hm\"},\"logprobs\":[{\"token\":\"B\","
        "\"logprob\":-0.1,\"top_logprobs\":[{\"token\":\"B\",\"logprob\":"
        "-0.1}]}],\"done\":true,\"done_reason\":\"stop\",\"eval_count\":2}",
        FAILURE_NONE, "B", FINISH_STOP },
    { "ollama",
        "{\"model\":\"m\",\"message\":{\"content\":\"B\"},\"done\":false}"
        "\n{"
        "\"error\":\"an error was encountered while running the model\"}\n",
        "{\"error",
        "{\"error\":\"an error was encountered while running the model\"}",
        FAILURE_SERVER, "", FINISH_UNKNOWN },
    { "llama-completion", /* each piece has the probabilities of its token
                           */
        D("{\"index\":0,\"content\":\" B\",\"tokens\":[426],\"stop\":false,"
          "\"id_slot\":0,\"tokens_predicted\":1,\"tokens_evaluated\":9,"
          "\"completion_probabilities\":[{\"id\":426,\"token\":\" B\","
          "\"bytes\":[32,66],\"logprob\":-0.1,\"top_logprobs\":[{\"token\":"
          "\" B\",\"logprob\":-0.1},{\"token\":\" "
          "A\",\"logprob\":-2.5}]}]}") ": ping\n\n" D("{\"content\":\".\","
                                                      "\"tokens\":[13],"
                                                      "\"stop\":false,"
                                                      "\"tokens_"
                                                      "predicted\":2,"
                                                      "\"tokens_"
                                                      "evaluated\":9,"
                                                      "\"completion_"
                                                      "probabilities\":[{"
                                                      "\"token\":\".\","
                                                      "\"logprob\":"
                                                      "-0.2,\"top_"
                                                      "logprobs\":[]}]}")
            D("{\"content\":\"\",\"tokens\":[],\"stop\":true,\"model\":"
              "\"m\",\"tokens_predicted\":3,\"tokens_evaluated\":9,"
              "\"stop_type\":\"eos\",\"stopping_word\":\"\",\"timings\":{"
              "\"cache_n\":4,\"predicted_n\":3}}"),
        "data: {\"content\":\"\",\"tokens\":[],\"stop\":true",
        "{\"content\":\" B.\",\"stop\":true,\"model\":\"m\","
        "\"tokens_predicted\":3,\"tokens_evaluated\":9,\"stop_type\":"
        "\"eos\","
        "\"timings\":{\"cache_n\":4,\"predicted_n\":3},"
        "\"completion_probabilities\":[{\"token\":\" B\",\"logprob\":-0.1,"
        "\"top_logprobs\":[{\"token\":\" B\",\"logprob\":-0.1},{\"token\":"
        "\" A\",\"logprob\":-2.5}]},{\"token\":\".\",\"logprob\":-0.2,"
        "\"top_logprobs\":[]}]}",
        FAILURE_NONE, " B.", FINISH_STOP },
    { "llama-completion", /* before 2025: the last one has them all again */
        D("{\"content\":\"B\",\"stop\":false,\"completion_probabilities\":["
          "{"
          "\"content\":\"B\",\"probs\":[{\"tok_str\":\"B\",\"prob\":0.9},{"
          "\"tok_str\":\"A\",\"prob\":0.1}]}]}")
            D("{\"content\":\"\",\"stop\":true,\"stopped_limit\":true,"
              "\"tokens_predicted\":1,\"completion_probabilities\":[{"
              "\"content\":\"B\",\"probs\":[{\"tok_str\":\"B\",\"prob\":0."
              "9},{"
              "\"tok_str\":\"A\",\"prob\":0.1}]}]}"),
        "data: {\"content\":\"\",\"stop\":true",
        "{\"content\":\"B\",\"stop\":true,\"stopped_limit\":true,"
        "\"tokens_predicted\":1,\"completion_probabilities\":[{\"content\":"
        "\"B\",\"probs\":[{\"tok_str\":\"B\",\"prob\":0.9},{\"tok_str\":"
        "\"A\",\"prob\":0.1}]}]}",
        FAILURE_NONE, "B", FINISH_LENGTH },
    { "llama-completion",
        D("{\"content\":\"B\",\"stop\":false}") "error: "
                                                "{\"code\":503,\"message\":"
                                                "\"busy\",\"type\":"
                                                "\"unavailable_error\"}"
                                                "\n\n",
        "error: ",
        "{\"error\":{\"code\":503,\"message\":\"busy\",\"type\":"
        "\"unavailable_error\"}}",
        FAILURE_OVERLOADED, "", FINISH_UNKNOWN },
};

#undef D
#undef E
#undef CHUNK
#undef DONE

enum { FOLD_CASES = sizeof fold_cases / sizeof *fold_cases };

#endif
