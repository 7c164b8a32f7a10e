using System.Collections.Immutable;
using System.Text;
using RunbookEngine.Execution;

namespace RunbookEngine.Simulation.Hosts;

/// <summary>One execution of a program on a simulated machine.</summary>
internal sealed class ProgramCall
{
    private readonly string _bootId;
    private ProgramCall? _caller;
    private readonly StringBuilder _stdout = new();
    private readonly StringBuilder _stderr = new();

    /// <summary>Begins it on a machine that runs.</summary>
    public ProgramCall(SimulatedHost host, CommandName name, Command command, ImmutableArray<string> arguments, string? input)
    {
        (Host, Name, Command, Arguments, Input) = (host, name, command, arguments, input);
        _bootId = host.BootId;
    }

    /// <summary>The machine.</summary>
    public SimulatedHost Host { get; }

    /// <summary>The name under which the engine started it.</summary>
    public CommandName Name { get; }

    /// <summary>As the engine sent it.</summary>
    public Command Command { get; }

    /// <summary>What follows the program's name; of a script its positional parameters.</summary>
    public ImmutableArray<string> Arguments { get; }

    /// <summary>Its standard input; null: empty.</summary>
    public string? Input { get; }

    /// <summary>What it wrote to standard output so far.</summary>
    public string Stdout => _stdout.ToString();

    /// <summary>What it wrote to standard error so far.</summary>
    public string Stderr => _stderr.ToString();

    /// <summary>Set when it is to end before its time, with all that it called.</summary>
    public bool IsTerminated
    {
        get => field || _caller is { IsTerminated: true };
        set;
    }

    /// <summary>A line to standard output.</summary>
    public void Say(string line) => _stdout.Append(line).Append('\n');

    /// <summary>Text to standard output, as it is.</summary>
    public void Write(string text) => _stdout.Append(text);

    /// <summary>A line to standard error.</summary>
    public void Complain(string line) => _stderr.Append(line).Append('\n');

    /// <summary>A line to standard error, and the status that a program ends with.</summary>
    public int Fail(int status, string line)
    {
        Complain(line);
        return status;
    }

    /// <summary>Another program that this one calls, with the same outputs.</summary>
    public Task<int> CallAsync(string program, params ImmutableArray<string> arguments) => Host.ProgramAt(program) is { } found
        ? found(With(arguments))
        : Task.FromResult(Fail(127, $"sh: 1: {program}: not found"));

    /// <summary>The same, with nobody who reads what it writes.</summary>
    public ProgramCall Silently() => new(Host, Name, Command, Arguments, Input) { _caller = this };

    /// <summary>
    /// The time that the next piece of its work takes, a little more or less. What it did before is done when the machine loses its power meanwhile, and what comes after is not.
    /// </summary>
    /// <exception cref="ProgramEndedException">It was ended, or its machine was.</exception>
    public async Task TakesAsync(TimeSpan time)
    {
        await Task.Delay(time * (0.8 + (0.4 * Host.World.Random.NextDouble())), Host.World.Time);
        if (Host.BootId != _bootId || !Host.IsOn)
            throw new ProgramEndedException(null);
        if (IsTerminated)
            throw new ProgramEndedException(143);
    }

    /// <summary>Notes a side effect that must never be doubled.</summary>
    public void HasEffect(string what) => Host.World.NoteEffect($"{Host.Name}: {what}");

    private ProgramCall With(ImmutableArray<string> arguments) => new(this, arguments);

    private ProgramCall(ProgramCall caller, ImmutableArray<string> arguments)
    {
        (Host, Name, Command, Arguments, Input) = (caller.Host, caller.Name, caller.Command, arguments, caller.Input);
        (_caller, _bootId, _stdout, _stderr) = (caller, caller._bootId, caller._stdout, caller._stderr);
    }
}

/// <summary>A program ends here.</summary>
/// <param name="status">Its exit status; null when its machine took it along.</param>
internal sealed class ProgramEndedException(int? status) : Exception
{
    /// <summary>Its exit status; null when its machine took it along.</summary>
    public int? Status => status;
}
