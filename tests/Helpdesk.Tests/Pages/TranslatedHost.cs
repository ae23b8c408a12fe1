using HelpdeskMail.Helpdesk.Tests.Hosting;

namespace HelpdeskMail.Helpdesk.Tests.Pages;

/// <summary>A helpdesk that starts with a language beside English.</summary>
public sealed class TranslatedHost : HelpdeskHost
{
    public TranslatedHost() => PretendLanguage.PutIn();
}
