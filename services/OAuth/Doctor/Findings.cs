using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Doctor;
using HelpdeskMail.Mail.Failures;

namespace HelpdeskMail.OAuth.Doctor;

/// <summary>What an examination has found so far, about one side or about what both need.</summary>
internal sealed class Findings(MailDirection? direction)
{
    private readonly List<DoctorStep> steps = [];

    public MailDirection? Direction => direction;

    public IReadOnlyList<DoctorStep> Steps => steps;

    /// <summary>Whether anything failed so far.</summary>
    public bool Failed => steps.Exists(step => step.Outcome == DoctorOutcome.Failed);

    public void Pass(string name, string saw) => Add(name, DoctorOutcome.Passed, saw);

    public void Warn(string name, string saw, string remedy, string? command = null, string? answer = null, string? code = null) =>
        Add(name, DoctorOutcome.Warned, saw, remedy, command, answer, code);

    public void Fail(string name, string saw, string remedy, string? command = null, string? answer = null, string? code = null) =>
        Add(name, DoctorOutcome.Failed, saw, remedy, command, answer, code);

    public void Fail(string name, MailFailure failure, string? command = null) => Fail(name, failure.What, failure.Remedy, command, failure.ServerAnswer, failure.Code);

    /// <summary>Adds every one of these that was not looked at, as not reached.</summary>
    public void NotReached(IEnumerable<string> names, string because)
    {
        foreach (var name in names.Where(name => !steps.Exists(step => step.Name == name)))
        {
            Add(name, DoctorOutcome.NotReached, because);
        }
    }

    /// <summary>Replaces a step by what is known of it now.</summary>
    public void Revise(string name, Func<DoctorStep, DoctorStep> change)
    {
        var at = steps.FindIndex(step => step.Name == name);
        if (at >= 0)
        {
            steps[at] = change(steps[at]);
        }
    }

    private void Add(string name, DoctorOutcome outcome, string saw, string? remedy = null, string? command = null, string? answer = null, string? code = null) =>
        steps.Add(new DoctorStep(direction, name, StepKinds.Title(name), outcome, saw, StepKinds.Why(name), remedy, command, answer, code));
}
