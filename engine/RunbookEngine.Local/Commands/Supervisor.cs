namespace RunbookEngine.Local.Commands;

/// <summary>
/// The shell that stands between the engine and a command. It outlives the engine, claims the command's name, runs it, and writes down how it ended.
/// </summary>
internal static class Supervisor
{
    /// <summary>
    /// Runs no program but the command, because each costs more than all the rest. In order:
    /// a signal to the whole group must not end it, and a handler, other than ignoring, is not passed on to the command;
    /// the name goes to whoever creates the claim (<c>set -C</c>: only if it is not there);
    /// nothing runs before the claim stands complete in its file;
    /// closing descriptor 3 tells a waiting engine so, and disturbs nothing when there is none;
    /// <c>exec</c> in a shell of its own takes the word for a program, never for a word of the shell;
    /// the claim stays open to the end, which is how others know the supervisor, and leaves room in its block for the last line.
    /// </summary>
    private const string Text =
        """
        trap : HUP INT QUIT ALRM TERM USR1 USR2 PIPE
        set -C
        exec 5>>"$1.stdout" 6>>"$1.stderr" 4>"$1.claim" || exit 96
        echo "claimed $$ $2" >&4 || exit 97
        exec 3>&-
        shift 2
        (exec "$@") >&5 2>&6 4>&- 5>&- 6>&-
        echo "exited $?" >&4
        """;

    /// <summary>The arguments of the shell, from its own name on.</summary>
    public static List<string> Arguments(CommandFiles files, string bootId, IEnumerable<string> command) =>
        ["sh", "-c", Text, "runbook", files.Stem, bootId, .. command];
}
