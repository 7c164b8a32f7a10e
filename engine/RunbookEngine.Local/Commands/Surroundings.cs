using RunbookEngine.Local.Processes;

namespace RunbookEngine.Local.Commands;

/// <summary>What following a command needs.</summary>
internal sealed record Surroundings(Readiness Readiness, LocalMachine Machine, TimeProvider Clock);
