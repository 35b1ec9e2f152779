#include <xact.h>

#if __cplusplus > 199711L
#error "the standard was raised"
#endif
