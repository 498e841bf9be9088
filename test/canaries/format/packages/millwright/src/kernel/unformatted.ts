export   const crooked = "double quotes"   ;
