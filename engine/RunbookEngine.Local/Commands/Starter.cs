using RunbookEngine.Execution;
using RunbookEngine.Local.Processes;

namespace RunbookEngine.Local.Commands;

/// <summary>Starts a supervisor for a command.</summary>
internal sealed class Starter(string baseDirectory, Surroundings around)
{
    private readonly CommandEnvironment _environment = new();

    /// <summary>What became of an attempt to start.</summary>
    /// <param name="Process">The supervisor; 0 when none was started.</param>
    /// <param name="Descriptor">Stands for it; -1 when it ended and was collected already.</param>
    /// <param name="Sign">Hangs up once the supervisor has the claim, or ended without.</param>
    /// <param name="Refusal">Why none was started.</param>
    public readonly record struct Attempt(int Process, int Descriptor, int Sign, string? Refusal);

    /// <exception cref="IOException">The machine has no room for it.</exception>
    public Attempt Start(CommandFiles files, Command command)
    {
        var where = Path.GetFullPath(command.WorkingDirectory ?? ".", baseDirectory);
        if (CommandCheck.Refusal(command, where) is { } refusal)
            return new(0, -1, -1, refusal);
        if (command.Script is { } script)
            files.WriteScript(script);
        var arguments = Supervisor.Arguments(files, around.Machine.BootId, command.Arguments);
        if (command.Script is not null)
            arguments.Add(files.ScriptPath);
        return Spawn(arguments, _environment.For(command, where), where, command);
    }

    private static readonly Lazy<bool> Sealed = new(static () =>
    {
        Native.KeepDescriptorsFromChildren();
        return true;
    });

    private static unsafe Attempt Spawn(List<string> arguments, List<string> environment, string where, Command command)
    {
        _ = Sealed.Value;
        var input = MemoryInput.Open(command.StandardInput);
        var sign = stackalloc int[2];
        if (Native.Pipe(sign, Native.CloseOnExec) != 0)
        {
            var reason = Native.Explain(Native.LastError);
            Close(input);
            throw new IOException($"a pipe cannot be opened: {reason}");
        }

        var error = Spawner.Start(arguments, environment, where, input, sign[1], out var process);
        Close(input);
        Close(sign[1]);
        if (error == 0)
            return new(process, Native.OpenProcess(process), sign[0], null);
        Close(sign[0]);
        return new(0, -1, -1, Explain(error, where));
    }

    private static string Explain(int error, string where) =>
        error switch
        {
            Native.ArgumentsTooLong =>
                "its arguments and environment are longer than the system allows (128 KiB each, 2 MiB together); pass the data by a file or the standard input",
            // It is the runbook's own folder where the step names none, and a resume may be on another machine.
            _ when !Directory.Exists(where) => $"the working directory {where} does not exist; create it, bring the runbook's folder there, or correct `cwd`",
            _ => $"/bin/sh cannot be started in {where}: {Native.Explain(error)}; check the directory's permissions and the limits on processes",
        };

    private static void Close(int descriptor)
    {
        if (descriptor >= 0)
            _ = Native.Close(descriptor);
    }
}
