using HelpdeskMail.OAuth.Restriction;

namespace HelpdeskMail.OAuth.Doctor;

/// <summary>Puts the doctor together.</summary>
internal static class DoctorSetup
{
    public static void AddDoctor(this IHostApplicationBuilder builder)
    {
        builder.Services
            .AddSingleton<IdentityExamination>()
            .AddSingleton<CredentialExamination>()
            .AddSingleton<GraphExamination>()
            .AddSingleton<MailDoctor>()
            .AddSingleton<DoctorTable>()
            .AddSingleton<MailboxReach>()
            .AddSingleton<RestrictionCheck>();
    }
}
