namespace RunbookEngine.Tests.Proofs.Surroundings;

/// <summary>Where the steps of a scene run.</summary>
public enum Place
{
    Here,
    OneHost,
    TwoHostsWithOneHome,
}

/// <summary>Something around a run that is another one when it is resumed.</summary>
/// <param name="Name">As the table says it.</param>
/// <param name="Place">Where the steps run.</param>
/// <param name="MakeAsync">Makes the change, after the engine was killed, and returns what takes it back; null where nothing can.</param>
public sealed record Change(string Name, Place Place, Func<Scene, Task<Func<Task>?>> MakeAsync)
{
    /// <summary>Made before the run starts, such as a backup that is put back later.</summary>
    public Func<Scene, RunningProgram, Task>? Before { get; init; }

    /// <summary>Whether what was before is resumed as well, once the run is done where the change was made, as with two copies of a store.</summary>
    public bool Twice { get; init; }

    /// <summary>Whether what had begun is lost with it, so that a claim is seen by nobody any more.</summary>
    public bool EndsCommands { get; init; }
}
