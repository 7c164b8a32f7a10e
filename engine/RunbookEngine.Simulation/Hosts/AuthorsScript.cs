using RunbookEngine.Execution;

namespace RunbookEngine.Simulation.Hosts;

/// <summary>
/// A script of an author: nobody knows what it does, so it yields and runs what its step says, or nothing, and is told as not executed. But for one: a script that only shows a file shows the simulated one.
/// </summary>
internal static class AuthorsScript
{
    private const string Show = "cat /";

    public static async Task<int> RunAsync(ProgramCall call)
    {
        if (FileOf(call.Command) is { } path)
            return ShowFile(call, path);
        var answer = call.Host.World.AnswerTo(call);
        if (answer.Runs.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var program, .. var arguments])
            await call.Silently().CallAsync(program, [.. arguments]);
        if (answer.Takes > TimeSpan.Zero)
            await call.TakesAsync(answer.Takes);
        if (answer.Stdout.Length > 0)
            call.Say(answer.Stdout.TrimEnd('\n'));
        if (answer.Stderr.Length > 0)
            call.Complain(answer.Stderr.TrimEnd('\n'));
        return answer.Exit;
    }

    private static string? FileOf(Command command) =>
        command.Script?.Trim() is { } script && script.StartsWith(Show, StringComparison.Ordinal) && script.AsSpan(Show.Length).IndexOfAnyExcept(s_plain) < 0 ? script[4..] : null;

    private static readonly System.Buffers.SearchValues<char> s_plain = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-");

    private static int ShowFile(ProgramCall call, string path)
    {
        if (call.Host.Files.Read(path) is not { } text)
            return call.Fail(1, $"cat: {path}: No such file or directory");
        call.Say(text.TrimEnd('\n'));
        return 0;
    }
}
