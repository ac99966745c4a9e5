/*
 * What run.sh measures with: runs a command and prints one line about it.
 *
 *   measure run COMMAND...    wall-us cpu-us peak-kB
 *   measure first COMMAND...  us from its start to the first byte of its first
 *                             request; "PORT" in its arguments stands for the
 *                             port where that is waited for; it is then ended
 *
 * What the command itself prints goes to standard error.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_S = 10, PLACE = 4 }; // length of "PORT"

static long long now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (long long)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void die(const char *what)
{
    perror(what);
    exit(2);
}

static pid_t start(char **command)
{
    pid_t pid = fork();

    if (pid < 0)
        die("fork");
    if (pid == 0) {
        dup2(STDERR_FILENO, STDOUT_FILENO);
        execvp(command[0], command);
        perror(command[0]);
        _exit(127);
    }
    return pid;
}

static long long cpu_us(const struct rusage *u)
{
    return (u->ru_utime.tv_sec + u->ru_stime.tv_sec) * 1000000LL
           + u->ru_utime.tv_usec + u->ru_stime.tv_usec;
}

static int run(char **command)
{
    struct rusage u;
    long long from_us = now_us();
    int status;
    pid_t pid = start(command);

    if (wait4(pid, &status, 0, &u) != pid)
        die("wait");
    printf("%lld %lld %ld\n", now_us() - from_us, cpu_us(&u), u.ru_maxrss);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

static int open_port(int *port)
{
    struct sockaddr_in a = { .sin_family = AF_INET };
    socklen_t len = sizeof a;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof a) < 0
        || listen(fd, 64) < 0
        || getsockname(fd, (struct sockaddr *)&a, &len) < 0)
        die("port");
    *port = ntohs(a.sin_port);
    return fd;
}

/* Writes the port over "PORT" wherever an argument has it. */
static void set_port(char **command, int port)
{
    for (; *command != NULL; command++) {
        char *at = strstr(*command, "PORT"), *set;
        size_t size = strlen(*command) + 8;
        if (at == NULL)
            continue;
        set = malloc(size);
        if (set == NULL)
            die("memory");
        snprintf(set, size, "%.*s%d%s", (int)(at - *command), *command, port,
            at + PLACE);
        *command = set;
    }
}

static int first(char **command)
{
    int port, fd = open_port(&port), client;
    long long from_us;
    char byte;
    pid_t pid;

    set_port(command, port);
    alarm(PATIENCE_S);
    from_us = now_us();
    pid = start(command);
    client = accept(fd, NULL, NULL);
    if (client < 0 || recv(client, &byte, 1, 0) != 1)
        die("first request");
    printf("%lld\n", now_us() - from_us);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc > 2 && strcmp(argv[1], "run") == 0)
        return run(argv + 2);
    if (argc > 2 && strcmp(argv[1], "first") == 0)
        return first(argv + 2);
    fputs("usage: measure run|first COMMAND...\n", stderr);
    return 2;
}
