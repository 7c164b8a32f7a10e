using System.Collections.Immutable;

namespace RunbookEngine.Tests.Lab.Faults;

/// <summary>The kinds of step that the matrix has.</summary>
internal static class StepKinds
{
    public static ImmutableArray<StepKind> All { get; } =
        [new ShellKind(), new CreatingShellKind(), new AptKind(), new RestartKind(), new UploadKind(), new RebootKind(), new RestoreKind()];
}
