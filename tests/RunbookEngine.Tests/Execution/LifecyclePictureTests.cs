using RunbookEngine.Execution;

namespace RunbookEngine.Tests.Execution;

/// <summary>The pictures in <c>docs/</c> are drawn by the machines themselves, so they cannot be out of date.</summary>
public class LifecyclePictureTests
{
    [Fact]
    public void The_picture_of_a_run_is_what_its_machine_draws() =>
        AssertPicture("lifecycle-run.md", "The life of a run", "Where a run is in its life; drawn by `RunLifecycle`, checked by a test.", RunLifecycle.Draw());

    [Fact]
    public void The_picture_of_a_step_is_what_its_machine_draws() =>
        AssertPicture("lifecycle-step.md", "The life of a step", "Where a step is in its life; drawn by `StepLifecycle`, checked by a test.", StepLifecycle.Draw());

    private static void AssertPicture(string file, string title, string sentence, string mermaid)
    {
        var picture = mermaid.ReplaceLineEndings("\n").Trim();
        Repository.AssertApproved(Path.Combine(Repository.Root, "docs", file), $"# {title}\n\n{sentence}\n\n```mermaid\n{picture}\n```\n");
    }
}
