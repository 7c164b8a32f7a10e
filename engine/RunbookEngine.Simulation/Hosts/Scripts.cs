using System.Collections.Immutable;
using RunbookEngine.Execution;

namespace RunbookEngine.Simulation.Hosts;

/// <summary>
/// Finds the program that a command means. Scripts are not interpreted: those of the engine's own name themselves on their first line, <c># runbook: apt look</c>, and the simulation
/// has a program of that name; those of an author do what their step says under <c>rehearse</c>.
/// </summary>
internal static class Scripts
{
    private const string Mark = "# runbook: ";

    /// <summary>The program and what it is called with.</summary>
    public static (SimulatedProgram Program, ImmutableArray<string> Arguments) Resolve(SimulatedHost host, Command command)
    {
        // What an author wrote may begin with the same words, and is his all the same.
        if (command.Script is { } file)
            return (NameOf(file) is { } own && host.ProgramAt(own) is { } known ? known : AuthorsScript.RunAsync, []);
        if (Inline(command.Arguments) is not ({ } script, var rest))
            return (host.ProgramAt(command.Arguments[0]) ?? Missing(command.Arguments[0]), command.Arguments[1..]);
        return (NameOf(script) is { } name ? host.ProgramAt(name) ?? Missing(name) : AuthorsScript.RunAsync, rest);
    }

    /// <summary>What a script calls itself; null when it is an author's.</summary>
    public static string? NameOf(string script) =>
        script.StartsWith(Mark, StringComparison.Ordinal) ? script[Mark.Length..].Split('\n', 2)[0].Trim() : null;

    /// <summary>The script of <c>sh [-e] -c SCRIPT NAME ARGUMENT…</c> and its arguments.</summary>
    private static (string? Script, ImmutableArray<string> Arguments) Inline(ImmutableArray<string> words)
    {
        if (words[0] is not ("sh" or "/bin/sh" or "bash"))
            return (null, []);
        var at = words.IndexOf("-c");
        return at < 0 || at + 1 >= words.Length ? (null, []) : (words[at + 1], words.Length > at + 3 ? words[(at + 3)..] : []);
    }

    private static SimulatedProgram Missing(string name) => call => Task.FromResult(call.Fail(127, $"sh: 1: {name}: not found"));
}
